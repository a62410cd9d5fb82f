#pragma once
// The certificate authorities that the system itself has chosen.

#include <vector>

#include "base/bytes.hpp"

namespace cloudx::os {

// Those that may speak for servers, where the system keeps them in a store and not in files: one
// certificate each, X.509 in DER. Empty where they are in files, which are not looked for here, and
// where the store cannot be read.
[[nodiscard]] std::vector<Bytes> trusted_roots();

}  // namespace cloudx::os
