#pragma once
// Counters of the service in the Prometheus text format (version 0.0.4).

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace cloudx::relay {

class Metrics {
 public:
  // One request that was answered; `what` is the protocol and command, "v2/wait".
  void answered(std::string_view what, int status) {
    ++answered_[std::pair(std::string(what), status)];
  }
  // One that was refused, with why: "mac", "replayed", "clock", ...
  void refused(std::string_view why) { ++refused_[std::string(why)]; }
  void launched() { ++launches_; }

  struct Gauges {
    std::size_t waiting = 0;
    std::size_t connections = 0;
    std::size_t launching = 0;
    std::size_t running = 0;
    std::uint64_t dropped_lines = 0;
  };
  [[nodiscard]] std::string text(const Gauges& gauges) const;

 private:
  std::map<std::pair<std::string, int>, std::uint64_t> answered_;
  std::map<std::string, std::uint64_t> refused_;
  std::uint64_t launches_ = 0;
};

}  // namespace cloudx::relay
