// What a terminal shows, recorded.
//
// Input: the size of the pieces, less one, then the bytes.

#include "features/shell/asciicast.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <boost/json/parse.hpp>

#include "base/utf8.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::shell;
using fuzz::expect;

// The data of all events, each of which must be a line of JSON.
std::string played(std::string_view lines) {
  std::string data;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    expect(end != std::string_view::npos, "a line ends");
    boost::system::error_code error;
    const auto event = boost::json::parse(lines.substr(0, end), error);
    expect(!error && event.is_array() && event.get_array().size() == 3, "a line is an event");
    const auto& text = event.get_array()[2].get_string();
    expect(!text.empty(), "an event shows something");
    data.append(text.data(), text.size());
    lines.remove_prefix(end + 1);
  }
  return data;
}

std::string recorded(ByteView bytes, std::size_t piece) {
  Asciicast cast;
  std::string lines;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    lines += cast.output(std::chrono::microseconds(at),
                         bytes.subspan(at, std::min(piece, bytes.size() - at)));
  }
  return lines + cast.finish(std::chrono::microseconds(bytes.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = input.byte() + std::size_t{1};
  const ByteView bytes = input.rest();
  const std::string cut = played(recorded(bytes, piece));
  expect(is_utf8(cut), "what is played is UTF-8");
  expect(cut == played(recorded(bytes, std::max<std::size_t>(bytes.size(), 1))),
         "where the bytes are cut does not matter");
  expect(!is_utf8(as_text(bytes)) || cut == as_text(bytes), "UTF-8 is played as it was");
  return 0;
}
