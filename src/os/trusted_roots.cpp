#include "os/trusted_roots.hpp"

namespace cloudx::os {

std::vector<Bytes> trusted_roots() {
  return {};
}

}  // namespace cloudx::os
