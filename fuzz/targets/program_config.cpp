// The program's own configuration file.
//
// Input: the file.

#include <cstdint>
#include <string_view>

#include "aws/core/text.hpp"
#include "base/printable.hpp"
#include "config/parse.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_values(const config::Values& values, std::string_view text) {
  for (const auto& [key, value] : values) {
    expect(config::fault_of(key, value).empty(), "a value that is taken is good");
    expect(text.contains(value), "values are taken as they stand");
  }
}

void check_ends(const std::vector<config::ForwardEnd>& ends, std::size_t lines,
                std::string_view text) {
  for (const config::ForwardEnd& end : ends) {
    expect(!end.text.empty() && !end.text.contains(','), "an end is one");
    expect(text.contains(end.text), "ends are taken as they stand");
    expect(end.line >= 1 && end.line <= lines, "its line is one of the file");
  }
}

void check_sections(const config::Sections& all, std::size_t lines, std::string_view text) {
  check_values(all.defaults, text);
  for (const auto& [name, values] : all.profiles) {
    expect(!name.empty(), "a profile has a name");
    check_values(values, text);
  }
  for (const config::HostSection& host : all.hosts) {
    expect(!host.patterns.empty(), "a section for hosts has a pattern");
    check_values(host.values, text);
  }
  for (const auto& [name, set] : all.forwards) {
    expect(!name.empty() && !set.target.empty(), "a set has a name and a target");
    expect(!set.local.empty() || !set.dynamic.empty(), "a set forwards something");
    check_ends(set.local, lines, text);
    check_ends(set.dynamic, lines, text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string_view text = input.text();
  std::size_t lines = 1;
  for (const char c : text) lines += c == '\n' || c == '\r' ? 1U : 0U;
  const config::Parsed parsed = config::parse(text);
  check_sections(parsed.sections, lines, text);
  std::size_t last = 1;
  for (const config::Fault& fault : parsed.faults) {
    expect(fault.line >= last && fault.line <= lines, "faults come in the order of the lines");
    last = fault.line;
    expect(!has_control(fault.what) && fault.what.size() < 1000, "a fault can be shown");
  }
  return 0;
}
