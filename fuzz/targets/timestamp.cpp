// Times as the services write them.

#include "base/timestamp.hpp"

#include <chrono>
#include <cstdint>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

// A zone can lead out of the years of four digits.
bool has_four_digits(Timestamp time) {
  using namespace std::chrono;
  return time >= sys_days{year{0} / 1 / 1} && time < sys_days{year{10'000} / 1 / 1};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input(data, size).text();
  if (const auto time = parse_iso8601(text); time && has_four_digits(*time)) {
    expect(parse_iso8601(iso8601(*time)) == time, "a time is itself again");
    expect(amz_date(*time).size() == 16, "a date for a signature has one form");
  }
  if (const auto time = parse_http_date(text)) {
    expect(has_four_digits(*time), "a Date has no zone");
    expect(parse_iso8601(iso8601(*time)) == time, "both forms mean the same time");
  }
  return 0;
}
