#pragma once
// Frames that are used again, so that a message costs no allocation. A frame that is retired while
// somebody may still read views of frames keeps its bytes until they are released.

#include <cstddef>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace cloudx::ssm {

class FramePool {
 public:
  [[nodiscard]] Bytes take(std::size_t size) {
    Bytes frame;
    if (!spare_.empty()) {
      frame = std::move(spare_.back());
      spare_.pop_back();
    }
    frame.resize(size);
    return frame;
  }
  void retire(Bytes frame, std::size_t most_spare) {
    if (viewed_) {
      retired_.push_back(std::move(frame));
    } else if (spare_.size() < most_spare) {
      spare_.push_back(std::move(frame));
    }
  }
  void viewed() { viewed_ = true; }  // views are given out
  void release(std::size_t most_spare) {
    viewed_ = false;
    for (Bytes& frame : retired_) retire(std::move(frame), most_spare);
    retired_.clear();
  }

 private:
  std::vector<Bytes> spare_;
  std::vector<Bytes> retired_;  // spare after release()
  bool viewed_ = false;
};

}  // namespace cloudx::ssm
