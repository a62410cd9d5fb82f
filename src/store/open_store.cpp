#include "store/store.hpp"

namespace cloudx::store {

Result<std::unique_ptr<Store>> open_store(const std::string& where) {
  if (where == ":memory:") return memory_store();
  if (where.starts_with("postgresql://") || where.starts_with("postgres://")) {
    return postgresql_store(where);
  }
  return sqlite_store(where);
}

}  // namespace cloudx::store
