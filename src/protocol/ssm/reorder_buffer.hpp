#pragma once
// The agent's direction of the channel: which number is next, and what arrived ahead of it.

#include <cstdint>
#include <map>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::ssm {

struct ReorderLimit {
  std::size_t messages = 10'000;  // as session-manager-plugin
  std::size_t bytes = 4U << 20;
};

class ReorderBuffer {
 public:
  struct Message {
    PayloadType type = PayloadType::none;
    Bytes payload;
  };

  explicit ReorderBuffer(ReorderLimit limit) : limit_(limit) {}

  [[nodiscard]] std::int64_t expected() const { return expected_; }
  void advance() { ++expected_; }  // the expected message has been handled

  // Keeps a message ahead of the expected one. False: no room, forget it without an acknowledge and
  // the agent repeats it. True also when it is there already.
  [[nodiscard]] bool store(std::int64_t number, PayloadType type, ByteView payload);

  // The expected message, if it has been stored; nullptr otherwise.
  [[nodiscard]] const Message* front() const;
  void pop();  // removes it and advances

  [[nodiscard]] bool half_full() const {
    return messages_.size() >= limit_.messages / 2 || bytes_ >= limit_.bytes / 2;
  }
  [[nodiscard]] bool empty() const { return messages_.empty(); }
  // Something is stored, but not the expected message.
  [[nodiscard]] bool gap() const { return !messages_.empty() && front() == nullptr; }

 private:
  ReorderLimit limit_;
  std::int64_t expected_ = 0;
  std::size_t bytes_ = 0;
  std::map<std::int64_t, Message> messages_;
};

}  // namespace cloudx::ssm
