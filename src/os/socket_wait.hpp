#pragma once
// Waiting for the sockets of libraries that have their own: those are numbers, as the library says.

#include <chrono>
#include <memory>
#include <optional>

namespace cloudx::os {

// Something has come, the other end's goodbye or an error included.
[[nodiscard]] bool is_readable(int socket);

// One thread waits, any other may wake it.
class SocketWait {
 public:
  SocketWait();  // throws std::system_error where the system has nothing left to wake it with
  SocketWait(const SocketWait&) = delete;
  SocketWait& operator=(const SocketWait&) = delete;
  ~SocketWait();

  // Ends a wait, or the next one where there is none.
  void wake() const;

  // Until something has come at the socket, where there is one, the time has passed, where it is
  // limited, or wake() was called. May return earlier.
  void wait(std::optional<int> socket, std::optional<std::chrono::milliseconds> limit) const;

 private:
  struct Wake;
  std::unique_ptr<Wake> wake_;
};

}  // namespace cloudx::os
