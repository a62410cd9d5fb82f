#pragma once
// Sockets that have a path instead of an address, as ssh makes them: AF_UNIX.

#include <cstddef>
#include <string>

#include "base/error.hpp"

namespace cloudx::os {

// How long such a path may be, in bytes.
[[nodiscard]] std::size_t longest_socket_path();

// Makes a socket and takes it away again. Errc::io where that does not work; the message is the
// reason alone.
[[nodiscard]] Result<void> try_socket_path(const std::string& path);

}  // namespace cloudx::os
