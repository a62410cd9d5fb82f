#pragma once
// What the agent has handled and its target has not taken yet, in order.

#include <deque>
#include <utility>
#include <variant>

#include "base/bytes.hpp"
#include "sandbox/agent/agent.hpp"

namespace cloudx::sandbox {

using TargetInput = std::variant<Bytes, ResizeTarget, DisconnectTarget>;

class TargetQueue {
 public:
  void write(ByteView data) {
    if (inputs_.empty() || !std::holds_alternative<Bytes>(inputs_.back())) {
      inputs_.emplace_back(Bytes());
    }
    Bytes& last = std::get<Bytes>(inputs_.back());
    last.insert(last.end(), data.begin(), data.end());
    bytes_ += data.size();
  }
  void add(TargetInput input) { inputs_.push_back(std::move(input)); }

  // All bytes up to the next input of another kind, or that. Not of an empty queue.
  [[nodiscard]] TargetInput take() {
    TargetInput first = std::move(inputs_.front());
    inputs_.pop_front();
    if (const auto* data = std::get_if<Bytes>(&first)) bytes_ -= data->size();
    return first;
  }
  [[nodiscard]] bool empty() const { return inputs_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::deque<TargetInput> inputs_;
  std::size_t bytes_ = 0;
};

}  // namespace cloudx::sandbox
