#pragma once
// A connected socket as the local side of a tunnel.

#include <memory>

#include "os/streams/listener.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::os {

// The pipe closes the socket when it goes. That nobody reads any more is seen by writing alone.
// `first`: what has been read from it already.
[[nodiscard]] std::unique_ptr<LocalPipe> make_socket_pipe(LocalSocket socket, Bytes first);

}  // namespace cloudx::os
