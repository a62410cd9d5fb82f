#include "features/relay/forward/service_manager.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "os/descriptor.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::relay {
namespace {

// The manager's end of the socket.
class Listener {
 public:
  explicit Listener(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  }
  std::string hear() {
    std::array<char, 200> buffer{};
    const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    return got < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(got));
  }

 private:
  os::Descriptor socket_;
};

TEST(ServiceManager, HearsOfItAtAPath) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "notify").string();
  Listener listener(path);
  const ServiceManager manager(path, {});
  manager.ready();
  EXPECT_EQ(listener.hear(), "READY=1");
  manager.status("two\nlines");
  EXPECT_EQ(listener.hear(), "STATUS=two lines");
}

TEST(ServiceManager, HearsOfItAtAnAbstractName) {
  const std::string name = "@cloudx-test-" + std::to_string(::getpid());
  Listener listener(name);
  ServiceManager(name, {}).stopping();
  EXPECT_EQ(listener.hear(), "STOPPING=1");
}

TEST(ServiceManager, NobodyIsNoFailure) {
  ServiceManager("", {}).ready();
  ServiceManager("/nonexistent/socket", {}).ready();
  ServiceManager(std::string(500, 'x'), {}).ready();
}

TEST(ServiceManager, WatchdogOfAnotherProcessIsNotOurs) {
  ::setenv("WATCHDOG_USEC", "4000000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(ServiceManager::of_process().watchdog().count(), 0);
  ::setenv("WATCHDOG_USEC", "4000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(ServiceManager::of_process().watchdog(), std::chrono::seconds(2));
  EXPECT_EQ(std::getenv("WATCHDOG_USEC"), nullptr);
}

}  // namespace
}  // namespace cloudx::relay
