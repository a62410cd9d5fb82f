#include "features/relay/service/audit.hpp"

#include <utility>

#include <fmt/format.h>

namespace cloudx::relay {

namespace {

constexpr double kRefusalsPerSecond = 2;
constexpr double kRefusalBurst = 50;

}  // namespace

Audit::Audit(const boost::asio::any_io_executor& executor, StoreAccess& store,
             ChangeNotifier& changes, const Clock& clock, os::LineLog& log)
    : store_(store),
      changes_(changes),
      clock_(clock),
      log_(log),
      tasks_(executor),
      refusals_(kRefusalsPerSecond, kRefusalBurst) {}

void Audit::record(std::string_view endpoint, const Actor& actor, std::string_view what) {
  store::Event event;
  event.at = clock_.wall();
  event.id = endpoint;
  event.who = actor.who;
  event.peer = actor.peer;
  event.what = what;
  std::string line =
      fmt::format("{}{}{}: {}", actor.who, actor.peer.empty() ? "" : " ", actor.peer, what);
  if (!endpoint.empty()) line = fmt::format("{}: {}", endpoint, line);
  if (actor.who == "service" && line == last_) return;
  last_ = line;
  log_.write(line);
  tasks_.start(write(std::move(event)));
}

void Audit::record_refusal(std::string_view endpoint, const Actor& actor, std::string_view why) {
  if (!refusals_.take("", clock_.steady())) return;
  record(endpoint, actor, fmt::format("refused: {}", why));
}

boost::asio::awaitable<void> Audit::write(store::Event event) {
  const auto written = co_await store_.run(
      [event = std::move(event)](store::Store& store) { return store.record(event); });
  if (!written) log_.write("the audit log: " + written.error().message);
  changes_.notify_observers();
}

}  // namespace cloudx::relay
