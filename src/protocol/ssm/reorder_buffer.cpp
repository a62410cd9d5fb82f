#include "protocol/ssm/reorder_buffer.hpp"

namespace cloudx::ssm {

bool ReorderBuffer::store(std::int64_t number, PayloadType type, ByteView payload) {
  if (messages_.contains(number)) return true;
  if (messages_.size() >= limit_.messages || bytes_ + payload.size() > limit_.bytes) return false;
  messages_.emplace(number, Message{type, Bytes(payload.begin(), payload.end())});
  bytes_ += payload.size();
  return true;
}

const ReorderBuffer::Message* ReorderBuffer::front() const {
  if (messages_.empty() || messages_.begin()->first != expected_) return nullptr;
  return &messages_.begin()->second;
}

void ReorderBuffer::pop() {
  bytes_ -= messages_.begin()->second.payload.size();
  messages_.erase(messages_.begin());
  advance();
}

}  // namespace cloudx::ssm
