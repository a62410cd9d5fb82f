#pragma once
// Bytes that wait to be sent: appended at the back, taken off the front in any portions.

#include <algorithm>
#include <cstddef>

#include "base/bytes.hpp"

namespace cloudx::smux {

class ByteQueue {
 public:
  [[nodiscard]] std::size_t size() const { return bytes_.size() - start_; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // The first ones, in one piece; `most` is at most size().
  [[nodiscard]] ByteView front(std::size_t most) const {
    return ByteView(bytes_).subspan(start_, most);
  }

  void append(ByteView more) {
    if (bytes_.size() + more.size() > bytes_.capacity()) forget_taken();
    bytes_.insert(bytes_.end(), more.begin(), more.end());
  }
  void drop(std::size_t count) {
    start_ += count;
    if (empty()) clear();
  }
  // Keeps no more memory than somebody who types needs.
  void clear() {
    bytes_.clear();
    start_ = 0;
    if (bytes_.capacity() > kKept) Bytes().swap(bytes_);
  }

 private:
  static constexpr std::size_t kKept = 1024;

  void forget_taken() {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }

  Bytes bytes_;
  std::size_t start_ = 0;  // what stands before it has been taken
};

}  // namespace cloudx::smux
