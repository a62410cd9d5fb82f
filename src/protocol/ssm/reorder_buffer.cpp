#include "protocol/ssm/reorder_buffer.hpp"

#include <algorithm>

#include "protocol/ssm/injected_bug.hpp"

namespace cloudx::ssm {

bool ReorderBuffer::store(std::int64_t number, PayloadType type, ByteView payload) {
  if (messages_.contains(number)) return true;
  if (messages_.size() >= limit_.messages || bytes_ + payload.size() > limit_.bytes) return false;
  messages_.emplace(number, Message{type, Bytes(payload.begin(), payload.end())});
  bytes_ += payload.size();
  return true;
}

double ReorderBuffer::fill() const {
  const auto share = [](std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1));
  };
  return std::max(share(messages_.size(), limit_.messages), share(bytes_, limit_.bytes));
}

bool ReorderBuffer::backlogged() const {
  return front() != nullptr && (fill() >= 0.5 || bytes_ >= limit_.unread_bytes);
}

const ReorderBuffer::Message* ReorderBuffer::front() const {
  if (messages_.empty()) return nullptr;
  const auto& [number, message] = *messages_.begin();
  const bool slipped = strikes<InjectedBug::reorder_slip>(number, expected_);
  return number == expected_ || slipped ? &message : nullptr;
}

void ReorderBuffer::pop() {
  bytes_ -= messages_.begin()->second.payload.size();
  messages_.erase(messages_.begin());
  advance();
}

}  // namespace cloudx::ssm
