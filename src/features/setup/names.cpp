#include "features/setup/names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ranges>
#include <vector>

#include <fmt/format.h>

namespace cloudx::setup {

namespace {

constexpr std::size_t kLongestName = 63;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (const auto part : std::views::split(text, separator)) parts.emplace_back(part);
  return parts;
}

bool is_ours(std::string_view name) {
  return name.starts_with("cloudX-") || name.starts_with("cloudx-");
}

std::string usable(std::string_view name) {
  return check_name("name", name) ? std::string(name) : std::string();
}

bool can_stand(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
}

// "Build server (old)" becomes "Build-server-old".
std::string made_fit(std::string_view name) {
  std::string fit;
  bool gap = false;
  for (const char c : name) {
    if (!can_stand(c)) {
      gap = true;
      continue;
    }
    if (gap && !fit.empty() && !fit.ends_with('-') && c != '-') fit += '-';
    gap = false;
    fit += c;
  }
  constexpr std::string_view kNotAtTheEnds = "-.";
  fit.erase(0, std::min(fit.find_first_not_of(kNotAtTheEnds), fit.size()));
  fit.resize(std::min(fit.size(), kLongestName));
  fit.erase(fit.find_last_not_of(kNotAtTheEnds) + 1);
  return fit;
}

Names names_from_name_tag(std::string_view tag) {
  const std::string_view name = trimmed(tag.substr(0, tag.find(" | ")));
  if (!is_ours(name)) return {{}, made_fit(name)};
  const std::string_view rest = name.substr(name.find('-') + 1);
  const auto dash = rest.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == rest.size()) {
    return {{}, made_fit(rest)};
  }
  return {usable(rest.substr(0, dash)), made_fit(rest.substr(dash + 1)), true};
}

// The user names of the original's stacks begin with "cloudX-"; the other spelling is in use too.
std::string_view our_segment(const std::vector<std::string_view>& segments) {
  for (const char* prefix : {"cloudX-", "cloudx-"}) {
    for (const auto& segment : std::views::reverse(segments)) {
      if (segment.starts_with(prefix)) return segment;
    }
  }
  return {};
}

}  // namespace

Names names_from_tags(const std::map<std::string, std::string>& tags) {
  const auto tag = [&](const char* key) {
    const auto found = tags.find(key);
    return found == tags.end() ? std::string_view() : std::string_view(found->second);
  };
  Names names = names_from_name_tag(tag("Name"));
  for (const char* key : {"cloudX:environment", "cloudx:environment", "Environment"}) {
    if (names.environment.empty()) names.environment = usable(trimmed(tag(key)));
  }
  return names;
}

CallerName name_from_arn(std::string_view arn) {
  const auto fields = split(arn, ':');
  CallerName caller;
  if (fields.size() < 6 || !fields[5].starts_with("user/")) return caller;
  const auto segments = split(fields[5].substr(5), '/');
  const std::string_view ours = our_segment(segments);
  caller.usual = !ours.empty();
  const auto parts = split(ours, '-');
  if (parts.size() >= 3) caller.environment = usable(parts[1]);
  return caller;
}

std::string generated_host(std::string_view instance_id) {
  constexpr std::size_t kDigits = 7;
  const auto from = instance_id.size() > kDigits ? instance_id.size() - kDigits : 0;
  return "instance-" + std::string(instance_id.substr(from));
}

Result<void> check_name(std::string_view what, std::string_view name) {
  if (!name.empty() && name.size() <= kLongestName && name.front() != '-' &&
      std::ranges::all_of(name, can_stand)) {
    return {};
  }
  return fail(Errc::usage,
              fmt::format("\"{}\" cannot be the {}: up to {} letters, digits, \".\", \"_\" and "
                          "\"-\" can, not beginning with \"-\"",
                          name, what, kLongestName));
}

}  // namespace cloudx::setup
