#pragma once
// A log may lose lines rather than hold anybody up. How many it has lost is said before the next
// one that it takes.

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

namespace cloudx {

class DroppedLines {
 public:
  // `put` takes a line and tells whether that stands in the log now.
  template <class Put>
  void write(std::string_view line, const Put& put) {
    if (untold_ > 0 && put(fmt::format("lines that could not be written: {}", untold_))) {
      untold_ = 0;
    }
    if (untold_ == 0 && put(line)) return;
    ++count_;
    ++untold_;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
  std::uint64_t untold_ = 0;
};

}  // namespace cloudx
