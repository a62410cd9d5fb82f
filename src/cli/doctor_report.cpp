#include "cli/doctor_report.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::cli {

namespace {

using doctor::Finding;
using doctor::Status;

constexpr std::size_t kStatusWidth = 9;

Ink ink_of(Status status) {
  switch (status) {
    case Status::ok:
      return Ink::green;
    case Status::skipped:
      return Ink::dim;
    case Status::warn:
      return Ink::yellow;
    case Status::fail:
      break;
  }
  return Ink::red;
}

std::size_t count(std::span<const Finding> findings, Status status) {
  return static_cast<std::size_t>(std::ranges::count(findings, status, &Finding::status));
}

std::string summary(std::span<const Finding> findings) {
  const std::size_t failed = count(findings, Status::fail);
  const std::size_t warned = count(findings, Status::warn);
  if (failed == 0 && warned == 0) return "nothing is wrong\n";
  return fmt::format("{} failed, {} warning{}\n", failed, warned, warned == 1 ? "" : "s");
}

}  // namespace

std::string doctor_text(std::span<const Finding> findings, const Colour& colour) {
  std::size_t width = 0;
  for (const Finding& finding : findings) width = std::max(width, finding.name.size());
  std::string out;
  for (const Finding& finding : findings) {
    const std::string_view word = status_word(finding.status);
    out += fmt::format("{}{:{}}{:{}}  {}\n", colour.paint(ink_of(finding.status), word), "",
                       kStatusWidth - word.size(), finding.name, width, printable(finding.text));
    if (finding.remedy.empty()) continue;
    out += fmt::format("{:{}}{} {}\n", "", kStatusWidth + width + 2,
                       colour.paint(Ink::bold, "remedy:"), printable(finding.remedy));
  }
  return out + "\n" + summary(findings);
}

std::string doctor_json(std::span<const Finding> findings) {
  boost::json::array array;
  for (const Finding& finding : findings) {
    array.push_back(boost::json::object{{"name", finding.name},
                                        {"status", status_word(finding.status)},
                                        {"text", finding.text},
                                        {"remedy", finding.remedy}});
  }
  return boost::json::serialize(array) + "\n";
}

}  // namespace cloudx::cli
