#include "sandbox/network/path.hpp"

#include <algorithm>

namespace cloudx::sandbox {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::milliseconds kJitterPeriod{10};

PathClock::duration time_for(double bytes, double rate) {
  return std::chrono::ceil<PathClock::duration>(Seconds(bytes / rate));
}

double bytes_until(PathClock::time_point from, PathClock::time_point to, double rate) {
  return to > from ? Seconds(to - from).count() * rate : 0;
}

}  // namespace

bool PathOptions::shapes() const {
  constexpr PathClock::duration kNone{};
  return round_trip > kNone || rate > 0 || loss_to_agent > 0 || loss_to_client > 0 ||
         jitter > kNone || tick > kNone || silence;
}

Path::Path(PathOptions options) : options_(options), random_(options.seed) {}

Path::Delivery Path::on_message(Direction direction, Time now, std::size_t size) {
  if (!started_) started_ = now;
  const bool to_agent = direction == Direction::to_agent;
  Way& way = to_agent ? to_agent_ : to_client_;
  auto at = pass_bottleneck(way, now, size);
  if (!at) return {Verdict::dropped, now};
  if (happens(to_agent ? options_.loss_to_agent : options_.loss_to_client)) {
    return {Verdict::dropped, now};
  }
  *at += options_.round_trip / 2;
  if (to_agent) at = hear(*at);
  if (!at) return {Verdict::dropped, now};
  return {Verdict::delivered, arrive(way, *at)};
}

std::optional<Path::Time> Path::pass_bottleneck(Way& way, Time now, std::size_t size) const {
  if (options_.rate <= 0) return now;
  const auto bytes = static_cast<double>(size);
  const double before = bytes_until(now, way.free, options_.rate);
  // A message is always taken when the queue is empty, or one larger than it could never pass.
  if (options_.queue > 0 && before > 0 && before + bytes > static_cast<double>(options_.queue)) {
    return std::nullopt;
  }
  way.free = std::max(way.free, now) + time_for(bytes, options_.rate);
  return way.free;
}

double Path::queued(Direction direction, Time now) const {
  const Way& way = direction == Direction::to_agent ? to_agent_ : to_client_;
  return bytes_until(now, way.free, options_.rate);
}

std::optional<Path::Time> Path::hear(Time now) const {
  if (!options_.silence) return now;
  const Time from = *started_ + options_.silence->at;
  const Time to = from + options_.silence->length;
  if (now < from || now >= to) return now;
  if (options_.silence->forgets) return std::nullopt;
  return to;
}

Path::Time Path::arrive(Way& way, Time now) {
  if (options_.jitter > PathClock::duration::zero() && now >= way.jitter_until) {
    way.jitter_until = now + kJitterPeriod;
    way.jitter = std::chrono::duration_cast<PathClock::duration>(options_.jitter * fraction());
  }
  Time at = now + way.jitter;
  if (options_.tick > PathClock::duration::zero()) {
    const auto over = at.time_since_epoch() % options_.tick;
    if (over > PathClock::duration::zero()) at += options_.tick - over;
  }
  way.last = std::max(way.last, at);
  return way.last;
}

bool Path::happens(double probability) {
  return probability > 0 && fraction() < probability;
}

double Path::fraction() {
  // Not std::uniform_real_distribution: a seed must give the same run everywhere.
  return static_cast<double>(random_() >> 11) * 0x1.0p-53;
}

}  // namespace cloudx::sandbox
