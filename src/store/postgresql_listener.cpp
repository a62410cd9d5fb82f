#include "store/postgresql_listener.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>

#include <fmt/format.h>

#include "base/uuid.hpp"

namespace cloudx::store::postgresql {

namespace {

using namespace std::chrono_literals;

constexpr int kFirstPause = 100;  // milliseconds
constexpr int kLongestPause = 5000;
constexpr auto kProbeTime = 5s;
constexpr auto kLookInterval = 2s;
// No endpoint's id has a blank.
constexpr std::string_view kProbe = "probe ";

}  // namespace

Listener::Listener(std::shared_ptr<const Server> server, std::string channel, Told told,
                   Notify notify)
    : server_(std::move(server)),
      channel_(std::move(channel)),
      told_(std::move(told)),
      notify_(std::move(notify)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Listener::start() {
  // Signals are for the thread that handles them: a new thread has the mask of its maker.
  sigset_t all{};
  sigset_t before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Listener::~Listener() {
  stop_ = true;
  (void)::eventfd_write(wake_.get(), 1);
  if (thread_.joinable()) thread_.join();
}

void Listener::renew() {
  renew_ = true;
  (void)::eventfd_write(wake_.get(), 1);
}

void Listener::run() {
  int pause = kFirstPause;
  while (!stop_) {
    Result<Connection> connection = Connection::open(server_);
    const bool listens = connection && connection->run("LISTEN " + channel_);
    const bool is_refused = !listens && connection && connection->failure() == Failure::refused;
    if (listens || is_refused) pause = kFirstPause;
    if (listens) {
      told_.changed("");
      hear(*connection);
    }
    if (is_refused) {  // as some poolers do
      look_instead();
      (void)wait(-1, static_cast<int>(std::chrono::milliseconds(kLookInterval).count()));
      continue;
    }
    // A renewal does not wait: the server has answered somebody a moment ago.
    if (!stop_ && !renew_.exchange(false)) (void)wait(-1, pause);
    renew_ = false;
    pause = std::min(2 * pause, kLongestPause);
  }
}

void Listener::hear(Connection& connection) {
  hearing_ = Hearing::unknown;
  probe_ = fmt::format("{}{}", kProbe, to_string(random_uuid()));
  due_ = std::chrono::steady_clock::now() + kProbeTime;
  // Where that fails, the database is away, and so is this connection in a moment.
  if (!notify_(probe_)) due_ = std::chrono::steady_clock::time_point::max();
  do {
    if (pass_on(connection)) hearing_ = Hearing::good;
    do_what_is_due();
  } while (wait(connection.socket(), milliseconds_left()) && connection.consume());
}

bool Listener::pass_on(Connection& connection) {
  bool probed = false;
  for (const std::string& payload : connection.notifications()) {
    probed = probed || payload == probe_;
    if (!payload.starts_with(kProbe)) told_.changed(payload);
  }
  return probed;
}

int Listener::milliseconds_left() const {
  if (hearing_ == Hearing::good || due_ == std::chrono::steady_clock::time_point::max()) return -1;
  const auto left = due_ - std::chrono::steady_clock::now();
  const auto whole = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::max<std::int64_t>(whole, 0));
}

void Listener::do_what_is_due() {
  if (hearing_ == Hearing::good || std::chrono::steady_clock::now() < due_) return;
  hearing_ = Hearing::bad;
  due_ = std::chrono::steady_clock::now() + kLookInterval;
  look_instead();
}

void Listener::look_instead() {
  told_.changed("");
  if (!std::exchange(troubled_, true) && told_.troubled) {
    told_.troubled(
        "PostgreSQL's notifications do not come through, as with a pooler in transaction mode: "
        "changes are looked for every two seconds instead; let service.store lead to the server "
        "itself or to a pooler in session mode");
  }
}

bool Listener::wait(int descriptor, int milliseconds) {
  pollfd waited_for[] = {{.fd = wake_.get(), .events = POLLIN, .revents = 0},
                         {.fd = descriptor, .events = POLLIN, .revents = 0}};
  ::poll(waited_for, 2, milliseconds);
  eventfd_t count = 0;
  (void)::eventfd_read(wake_.get(), &count);
  return !stop_ && !renew_;
}

}  // namespace cloudx::store::postgresql
