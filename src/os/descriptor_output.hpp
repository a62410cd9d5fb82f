#pragma once
// What src/os does with an output that it has as a descriptor of POSIX: a standard stream, or what
// it opened itself. For its own sources: others say which stream they mean (standard_stream.hpp).

#include <chrono>
#include <string_view>

namespace cloudx::os {

// False where not all of it can be written; errno says why.
[[nodiscard]] bool write_all(int descriptor, std::string_view text);

// As write_with_patience() of standard_stream.hpp.
bool write_with_patience(int descriptor, std::string_view text, std::chrono::milliseconds patience);

}  // namespace cloudx::os
