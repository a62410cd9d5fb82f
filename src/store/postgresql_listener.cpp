#include "store/postgresql_listener.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "os/quiet_thread.hpp"

namespace cloudx::store::postgresql {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstPause = 100ms;
constexpr std::chrono::milliseconds kLongestPause = 5s;
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
      notify_(std::move(notify)) {}

void Listener::start() {
  thread_ = os::start_quiet_thread([this] { run(); });
}

Listener::~Listener() {
  stop_ = true;
  waiting_.wake();
  if (thread_.joinable()) thread_.join();
}

void Listener::renew() {
  renew_ = true;
  waiting_.wake();
}

void Listener::run() {
  std::chrono::milliseconds pause = kFirstPause;
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
      (void)wait(std::nullopt, kLookInterval);
      continue;
    }
    // A renewal does not wait: the server has answered somebody a moment ago.
    if (!stop_ && !renew_.exchange(false)) (void)wait(std::nullopt, pause);
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
  } while (wait(connection.socket(), time_left()) && connection.consume());
}

bool Listener::pass_on(Connection& connection) {
  bool probed = false;
  for (const std::string& payload : connection.notifications()) {
    probed = probed || payload == probe_;
    if (!payload.starts_with(kProbe)) told_.changed(payload);
  }
  return probed;
}

std::optional<std::chrono::milliseconds> Listener::time_left() const {
  if (hearing_ == Hearing::good || due_ == std::chrono::steady_clock::time_point::max()) {
    return std::nullopt;
  }
  const auto left = due_ - std::chrono::steady_clock::now();
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(left), 0ms);
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

bool Listener::wait(std::optional<int> socket, std::optional<std::chrono::milliseconds> limit) {
  waiting_.wait(socket, limit);
  return !stop_ && !renew_;
}

}  // namespace cloudx::store::postgresql
