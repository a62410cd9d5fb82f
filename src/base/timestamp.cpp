#include "base/timestamp.hpp"

#include <array>

#include <fmt/format.h>

namespace cloudx {

namespace {

using namespace std::chrono;

struct Civil {
  int year, month, day, hour, minute, second;
};

Civil civil(Timestamp time) {
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  const hh_mm_ss clock{time - midnight};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count())};
}

std::optional<Timestamp> to_timestamp(const Civil& c) {
  const year_month_day date{year{c.year}, month{static_cast<unsigned>(c.month)},
                            day{static_cast<unsigned>(c.day)}};
  if (!date.ok() || c.hour > 23 || c.minute > 59 || c.second > 60) return std::nullopt;
  return sys_days{date} + hours{c.hour} + minutes{c.minute} + seconds{c.second};
}

// Reads exactly `digits` decimal digits off the front of `text`.
bool take_number(std::string_view& text, std::size_t digits, int& out) {
  if (text.size() < digits) return false;
  const std::string_view number = text.substr(0, digits);
  if (number.find_first_not_of("0123456789") != std::string_view::npos) return false;
  out = 0;
  for (const char digit : number) out = out * 10 + (digit - '0');
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || !any_of.contains(text.front())) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<seconds> parse_zone(std::string_view zone) {
  if (zone.empty() || zone == "Z" || zone == "z" || zone == "UTC") return seconds{0};
  const bool west = zone.front() == '-';
  int hour = 0;
  int minute = 0;
  if (!take(zone, "+-") || !take_number(zone, 2, hour)) return std::nullopt;
  take(zone, ":");
  if (!zone.empty() && !take_number(zone, 2, minute)) return std::nullopt;
  if (!zone.empty()) return std::nullopt;
  const seconds offset = hours{hour} + minutes{minute};
  return west ? -offset : offset;
}

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string amz_date(Timestamp time) {
  const Civil c = civil(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", c.year, c.month, c.day, c.hour, c.minute,
                     c.second);
}

std::string iso8601(Timestamp time) {
  const Civil c = civil(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour,
                     c.minute, c.second);
}

std::optional<Timestamp> parse_iso8601(std::string_view text) {
  Civil c{};
  const bool shaped =
      take_number(text, 4, c.year) && take(text, "-") && take_number(text, 2, c.month) &&
      take(text, "-") && take_number(text, 2, c.day) && take(text, "Tt ") &&
      take_number(text, 2, c.hour) && take(text, ":") && take_number(text, 2, c.minute) &&
      take(text, ":") && take_number(text, 2, c.second);
  if (!shaped) return std::nullopt;
  if (take(text, ".,")) {
    while (take(text, "0123456789")) {
    }
  }
  const auto zone = parse_zone(text);
  const auto local = to_timestamp(c);
  if (!zone || !local) return std::nullopt;
  return *local - *zone;
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  text.remove_prefix(comma + 2);
  Civil c{};
  if (!take_number(text, 2, c.day) || !take(text, " ") || text.size() < 4) return std::nullopt;
  const std::string_view name = text.substr(0, 3);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i] == name) c.month = static_cast<int>(i) + 1;
  }
  text.remove_prefix(3);
  const bool shaped = c.month != 0 && take(text, " ") && take_number(text, 4, c.year) &&
                      take(text, " ") && take_number(text, 2, c.hour) && take(text, ":") &&
                      take_number(text, 2, c.minute) && take(text, ":") &&
                      take_number(text, 2, c.second) && text == " GMT";
  if (!shaped) return std::nullopt;
  return to_timestamp(c);
}

}  // namespace cloudx
