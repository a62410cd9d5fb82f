#include "store/store.hpp"
#include "store/store_name.hpp"

namespace cloudx::store {

Result<std::unique_ptr<Store>> open_store(const std::string& where) {
  const auto name = parse_store_name(where);
  if (!name) return fail("the store", name.error());
  switch (name->kind) {
    case StoreKind::memory:
      return memory_store();
    case StoreKind::postgresql:
      return postgresql_store(name->where);
    case StoreKind::sqlite:
      break;
  }
  return sqlite_store(name->where);
}

}  // namespace cloudx::store
