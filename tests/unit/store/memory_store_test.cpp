#include "contract.hpp"

namespace cloudx::store {
namespace {

class MemoryPlace final : public Place {
 public:
  std::shared_ptr<Store> node() override { return store_; }

 private:
  std::shared_ptr<Store> store_ = memory_store();
};

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract,
                         ::testing::Values(Twin{"memory", std::make_unique<MemoryPlace>}));

}  // namespace
}  // namespace cloudx::store
