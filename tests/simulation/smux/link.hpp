#pragma once
// One direction of the transport: messages in order, as fast as it is, and late.

#include <algorithm>
#include <functional>
#include <utility>

#include "base/bytes.hpp"
#include "simulation/smux/site.hpp"

namespace cloudx::smux_simulation {

class Link {
 public:
  Link(Site& site, std::uint64_t stream, std::function<void(Bytes)> arrive)
      : site_(site), arrive_(std::move(arrive)), random_(site.scenario.seed, stream) {}

  void send(Bytes message) {
    const auto now = site_.scheduler.now();
    const std::uint64_t ns = 1'000'000 * message.size() / site_.scenario.bytes_per_ms;
    const Duration duration = std::chrono::nanoseconds(ns);
    busy_until_ = std::max(busy_until_, now) + duration;
    const Duration jitter = random_.between(0ns, site_.scenario.latency / 4);
    last_arrival_ = std::max(last_arrival_, busy_until_ + site_.scenario.latency + jitter);
    waiting_ += message.size();
    site_.scheduler.at(last_arrival_, [this, message = std::move(message)]() mutable {
      waiting_ -= message.size();
      arrive_(std::move(message));
    });
  }
  [[nodiscard]] std::size_t waiting() const { return waiting_; }  // bytes

 private:
  Site& site_;
  std::function<void(Bytes)> arrive_;
  Random random_;
  simulation::Time busy_until_ = simulation::kStart;
  simulation::Time last_arrival_ = simulation::kStart;
  std::size_t waiting_ = 0;
};

}  // namespace cloudx::smux_simulation
