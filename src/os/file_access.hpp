#pragma once
// Whom a file that is written is open to.

#include <cstdint>

namespace cloudx::os {

// An old version that is replaced decides, unless the file is to be private in any case: whoever
// could use it still can.
enum class FileAccess : std::uint8_t {
  private_if_new,   // to its owner alone
  readable_if_new,  // everybody may read, its owner may write
  always_private,   // to its owner alone, whomever the old version was open to: secrets
};

}  // namespace cloudx::os
