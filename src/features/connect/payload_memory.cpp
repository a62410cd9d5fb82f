#include "features/connect/payload_memory.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "features/connect/transfer_limits.hpp"
#include "os/file.hpp"

namespace cloudx::connect {

namespace {

namespace fs = std::filesystem;
using Time = PayloadMemory::Time;

constexpr std::size_t kMostLines = 64;
constexpr std::size_t kLongestWord = 64;
constexpr std::chrono::days kRefusalHolds{7};
constexpr std::chrono::days kWorthRenewing{1};

struct Line {
  std::string region;
  std::string version;
  std::size_t size = 0;
  Time at;
};

// The version is an agent's own word: nothing else than digits and dots gets into the file.
bool is_plain(std::string_view word, std::string_view allowed) {
  return !word.empty() && word.size() <= kLongestWord &&
         word.find_first_not_of(allowed) == std::string_view::npos;
}

bool are_plain(std::string_view region, std::string_view version) {
  return is_plain(region, "abcdefghijklmnopqrstuvwxyz0123456789-") &&
         is_plain(version, "0123456789.");
}

std::string_view next_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

template <class Number>
std::optional<Number> number_of(std::string_view word) {
  Number number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::optional<Line> parse_line(std::string_view text) {
  Line line;
  line.region = next_word(text);
  line.version = next_word(text);
  const auto size = number_of<std::size_t>(next_word(text));
  const auto at = number_of<std::int64_t>(next_word(text));
  if (!size || !at || !text.empty() || !are_plain(line.region, line.version)) return std::nullopt;
  line.size = *size;
  line.at = Time(std::chrono::seconds(*at));
  return line;
}

std::vector<Line> read_lines(const fs::path& file) {
  std::vector<Line> lines;
  const auto text = os::read_file(file.string());
  if (!text) return lines;
  for (std::string_view rest = *text; !rest.empty() && lines.size() < kMostLines;) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (auto parsed = parse_line(line)) lines.push_back(std::move(*parsed));
  }
  return lines;
}

auto find(std::vector<Line>& lines, std::string_view region, std::string_view version) {
  return std::ranges::find_if(
      lines, [&](const Line& line) { return line.region == region && line.version == version; });
}

}  // namespace

ssm::PayloadChoice PayloadMemory::choice(std::string_view region, std::string_view agent_version,
                                         Time now) const {
  std::vector<Line> lines = read_lines(file_);
  const auto known = find(lines, region, agent_version);
  if (known == lines.end()) return TransferLimits::kAutomatic;
  constexpr std::size_t kUsual = ssm::PayloadChoice::kUsual;
  if (known->size >= kUsual) return TransferLimits::kAutomatic;
  const bool holds = now >= known->at && now - known->at < kRefusalHolds;
  if (!holds) return TransferLimits::kAutomatic;
  return {.largest = std::max<std::size_t>(known->size, ssm::kOfficialPayload)};
}

Result<void> PayloadMemory::remember(std::string_view region, std::string_view agent_version,
                                     std::size_t size, Time now) const {
  if (!are_plain(region, agent_version)) return {};
  std::vector<Line> lines = read_lines(file_);
  const auto known = find(lines, region, agent_version);
  if (known != lines.end()) {
    if (known->size == size && now - known->at < kWorthRenewing) return {};
    lines.erase(known);
  }
  lines.insert(lines.begin(), {std::string(region), std::string(agent_version), size, now});
  if (lines.size() > kMostLines) lines.resize(kMostLines);
  std::string text;
  for (const Line& line : lines) {
    text += fmt::format("{} {} {} {}\n", line.region, line.version, line.size,
                        line.at.time_since_epoch().count());
  }
  if (auto made = os::make_private_folder(file_.parent_path()); !made) return made;
  return os::write_file_atomically(file_, text, os::FileAccess::always_private);
}

}  // namespace cloudx::connect
