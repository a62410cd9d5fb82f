#include "store/postgresql_listener.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>

namespace cloudx::store::postgresql {

namespace {

constexpr int kFirstPause = 100;  // milliseconds
constexpr int kLongestPause = 5000;

}  // namespace

Listener::Listener(std::shared_ptr<const Server> server, std::string channel,
                   std::function<void(std::string_view payload)> told)
    : server_(std::move(server)),
      channel_(std::move(channel)),
      told_(std::move(told)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  if (stop_.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  // Signals are for the thread that handles them: a new thread has the mask of its maker.
  sigset_t all{};
  sigset_t before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Listener::~Listener() {
  (void)::eventfd_write(stop_.get(), 1);
  thread_.join();
}

void Listener::run() {
  int pause = kFirstPause;
  while (!stopped_) {
    Result<Connection> connection = Connection::open(server_);
    if (connection && connection->run("LISTEN " + channel_)) {
      pause = kFirstPause;
      told_("");
      hear(*connection);
    }
    if (!stopped_ && !wait(-1, pause)) return;
    pause = std::min(2 * pause, kLongestPause);
  }
}

void Listener::hear(Connection& connection) {
  do {
    for (const std::string& payload : connection.notifications()) told_(payload);
  } while (wait(connection.socket(), -1) && connection.consume());
}

bool Listener::wait(int descriptor, int milliseconds) {
  pollfd waited_for[] = {{.fd = stop_.get(), .events = POLLIN, .revents = 0},
                         {.fd = descriptor, .events = POLLIN, .revents = 0}};
  ::poll(waited_for, 2, milliseconds);
  stopped_ = waited_for[0].revents != 0;
  return !stopped_;
}

}  // namespace cloudx::store::postgresql
