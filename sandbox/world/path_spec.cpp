#include "sandbox/world/path_spec.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "sandbox/world/instance.hpp"

namespace cloudx::sandbox {

namespace {

// "250000", "250k", "1M", "0.5M".
std::optional<double> parse_bytes(std::string_view text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc() || !(amount >= 0)) return std::nullopt;
  if (unit.empty()) return amount;
  if (unit == "k") return amount * (1 << 10);
  if (unit == "M") return amount * (1 << 20);
  return std::nullopt;
}

bool set(double& field, std::string_view text) {
  const auto bytes = parse_bytes(text);
  if (bytes) field = *bytes;
  return bytes.has_value();
}

bool set(std::size_t& field, std::string_view text) {
  const auto bytes = parse_bytes(text);
  if (bytes) field = static_cast<std::size_t>(*bytes);
  return bytes.has_value();
}

bool set(PathClock::duration& field, std::string_view text) {
  const Result<Duration> duration = parse_duration(text);
  if (duration) field = std::chrono::duration_cast<PathClock::duration>(*duration);
  return duration.has_value();
}

bool set_loss(PathOptions& path, std::string_view text) {
  double loss = 0;
  if (!set(loss, text) || loss > 1) return false;
  path.loss_to_agent = path.loss_to_client = loss;
  return true;
}

AgentSilence& silence_of(PathOptions& path) {
  return path.silence ? *path.silence : path.silence.emplace();
}

bool set_field(PathOptions& path, std::string_view key, std::string_view value) {
  if (key == "rtt") return set(path.round_trip, value);
  if (key == "rate") return set(path.rate, value);
  if (key == "queue") return set(path.queue, value);
  if (key == "loss") return set_loss(path, value);
  if (key == "jitter") return set(path.jitter, value);
  if (key == "silent-at") return set(silence_of(path).at, value);
  if (key == "silent-for") return set(silence_of(path).length, value);
  if (key == "seed") return set(path.seed, value);
  return false;
}

}  // namespace

Result<PathOptions> parse_path(std::string_view text) {
  PathOptions path;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos ||
        !set_field(path, item.substr(0, equals), item.substr(equals + 1))) {
      return fail(Errc::usage, fmt::format("\"{}\" is no part of a path", item));
    }
  }
  return path;
}

}  // namespace cloudx::sandbox
