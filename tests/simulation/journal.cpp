#include "simulation/journal.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/trace.hpp"
#include "simulation/random.hpp"

namespace cloudx::simulation {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(What::count_)> kNames = {
    "client dials",
    "client has a websocket",
    "client's websocket is lost",
    "client has a new token",
    "client writes the opening message",
    "client writes message",
    "client repeats message",
    "client acknowledges",
    "client writes control message",
    "client gets message",
    "client gets acknowledge of",
    "client gets service message",
    "client ticks",
    "local input is read",
    "local output is written",
    "local input has ended",
    "local output has lost its reader",
    "client is told to stop",
    "client has ended",
    "agent gets message",
    "agent sends message",
    "target is given",
    "target gives",
    "target is connected",
    "target has closed",
    "service takes the websocket",
    "service lets the websocket go",
    "service has ended the session",
    "all faults are over",
    "dropped",
    "doubled",
    "reordered",
    "delayed",
    "truncated",
    "corrupted",
    "lost in flight",
    "too large for the service",
    "websocket cut",
    "websocket closed with 1000 Bye",
    "black hole",
    "agent's websocket cut",
    "publication paused",
    "publication started",
    "session worker killed",
    "no way to the service",
    "dial failed",
    "resume failed",
    "token refused",
    "timer late",
    "client asleep",
    "target stuck",
    "local reader slow",
};

}  // namespace

std::string_view name(What what) {
  return kNames[static_cast<std::size_t>(what)];
}

Counts& Counts::operator+=(const Counts& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] += other.of[i];
  return *this;
}

void Journal::note(What what, std::int64_t a, std::int64_t b) {
  const Entry entry{scheduler_.now(), what, a, b};
  hash_ = splitmix64(hash_ ^ static_cast<std::uint64_t>(entry.time.time_since_epoch().count()));
  hash_ = splitmix64(hash_ ^ static_cast<std::uint64_t>(what));
  hash_ = splitmix64(hash_ ^ static_cast<std::uint64_t>(a));
  hash_ = splitmix64(hash_ ^ static_cast<std::uint64_t>(b));
  ++counts_.of[static_cast<std::size_t>(what)];
  last_[noted_++ % last_.size()] = entry;
  if (trace_) trace::write(trace::Topic::session, line(entry));
}

std::string Journal::line(const Entry& entry) {
  const std::chrono::duration<double> since = entry.time - kStart;
  return fmt::format("{:14.6f}  {} {} ({})", since.count(), name(entry.what), entry.a, entry.b);
}

std::string Journal::tail() const {
  std::string text;
  const std::uint64_t first = noted_ - std::min<std::uint64_t>(noted_, last_.size());
  for (std::uint64_t i = first; i < noted_; ++i) text += line(last_[i % last_.size()]) + '\n';
  return text;
}

}  // namespace cloudx::simulation
