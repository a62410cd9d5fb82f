#pragma once
// The agent's direction of the channel: which number is next, and what arrived ahead of it.

#include <cstdint>
#include <map>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::ssm {

// An agent repeats only its oldest message, ten times a second, and goes on with new ones, about
// 900 KiB a second. So n lost messages make a gap of n/10 s, behind which 90 n KiB arrive: this
// holds what follows 700 of them, and takes memory only while there is a gap.
// (session-manager-plugin keeps 10,000 messages.)
struct ReorderLimit {
  std::size_t messages = 100'000;
  std::size_t bytes = 64U << 20;
  // What may wait here because the local side reads slowly, without any gap.
  std::size_t unread_bytes = 2U << 20;
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

  // 0 to 1.
  [[nodiscard]] double fill() const;
  [[nodiscard]] std::size_t size() const { return messages_.size(); }
  // So much waits for the local side that no more should be read.
  [[nodiscard]] bool backlogged() const;
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
