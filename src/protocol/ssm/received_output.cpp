#include "protocol/ssm/received_output.hpp"

#include <utility>

namespace cloudx::ssm {

void ReceivedOutput::append(OutputStream stream, ByteView bytes) {
  if (bytes.empty()) return;
  if (empty() || runs_[used_ - 1].stream != stream) {
    if (used_ == runs_.size()) runs_.emplace_back();
    runs_[used_++].stream = stream;
  }
  Bytes& run = runs_[used_ - 1].bytes;
  run.insert(run.end(), bytes.begin(), bytes.end());
  size_ += bytes.size();
}

OutputStream ReceivedOutput::take(Bytes& into) {
  Run& run = runs_[first_++];
  into.clear();
  std::swap(into, run.bytes);
  size_ -= into.size();
  if (empty()) first_ = used_ = 0;
  return run.stream;
}

void ReceivedOutput::clear() {
  Bytes dropped;
  while (!empty()) take(dropped);
}

}  // namespace cloudx::ssm
