#pragma once
// The lines of an asciicast v2 file, a recording of a terminal
// (https://docs.asciinema.org/manual/asciicast/v2): a header, then one event a line, all of it
// JSON and UTF-8.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace cloudx::shell {

struct CastHeader {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  std::optional<std::int64_t> timestamp = {};  // Unix time in seconds
  std::string title = {};                      // left out when empty
};

// Makes the lines, each with its line feed. Times are since the recording's begin; the file has
// microseconds. The format has no place for bytes that are not UTF-8: U+FFFD stands for those. A
// character that comes in pieces is held back until it is whole, so where the bytes are cut does
// not matter. What is typed is in no recording, because passwords would be.
class Asciicast {
 public:
  using Time = std::chrono::microseconds;

  [[nodiscard]] static std::string header(const CastHeader& header);

  // Empty where there is no whole character yet.
  [[nodiscard]] std::string output(Time at, ByteView bytes);
  [[nodiscard]] std::string resized(Time at, std::uint32_t columns, std::uint32_t rows);
  // What is still held back, at the end of the recording.
  [[nodiscard]] std::string finish(Time at);

 private:
  std::string held_output_;
};

}  // namespace cloudx::shell
