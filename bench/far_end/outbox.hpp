#pragma once
// Frames that wait to be written, back to back in one buffer, so that a busy session allocates
// nothing.

#include <algorithm>
#include <span>
#include <vector>

#include "base/bytes.hpp"

namespace cloudx::bench {

class Outbox {
 public:
  // Room for one more frame; valid until the next call.
  [[nodiscard]] std::span<std::uint8_t> add(std::size_t size) {
    const std::size_t begin = bytes_.size();
    bytes_.resize(begin + size);
    ends_.push_back(bytes_.size());
    return std::span(bytes_).subspan(begin);
  }
  void add_copy(ByteView frame) { std::ranges::copy(frame, add(frame.size()).begin()); }

  [[nodiscard]] bool empty() const { return ends_.empty(); }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] ByteView frame(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return ByteView(bytes_).subspan(begin, ends_[index] - begin);
  }
  void clear() {
    bytes_.clear();
    ends_.clear();
  }

 private:
  Bytes bytes_;
  std::vector<std::size_t> ends_;
};

}  // namespace cloudx::bench
