#pragma once
// What has been received for the local side and not been taken by it, in the agent's order over
// both streams of a command.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"

namespace cloudx::ssm {

enum class OutputStream : std::uint8_t { standard, error };

class ReceivedOutput {
 public:
  void append(OutputStream stream, ByteView bytes);
  [[nodiscard]] bool empty() const { return first_ == used_; }
  // Bytes, and what it takes to know where the stream changes: a far end that changes it with every
  // byte must not take many times the memory of one that does not.
  [[nodiscard]] std::size_t size() const {
    return size_ + (empty() ? 0 : (used_ - first_ - 1) * kChange);
  }
  // Moves out all that comes before the other stream's next byte. Only while it is not empty().
  OutputStream take(Bytes& into);
  void clear();

 private:
  struct Run {
    OutputStream stream = OutputStream::standard;
    Bytes bytes;
  };

  static constexpr std::size_t kChange = sizeof(Run) + 32;  // and the least that memory comes in

  // Those from first_ to used_ hold bytes; the others keep memory for those to come.
  std::vector<Run> runs_;
  std::size_t first_ = 0;
  std::size_t used_ = 0;
  std::size_t size_ = 0;
};

}  // namespace cloudx::ssm
