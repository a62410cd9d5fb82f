#pragma once
// A model of the agent's end, written apart from the client's core: it keeps its own numbers,
// answers duplicates, repeats its oldest message, and throws away data that comes before its
// handshake ends.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/time.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {

class ModelAgent {
 public:
  using Send = std::function<void(Bytes)>;
  explicit ModelAgent(Send send) : send_(std::move(send)) {}

  std::string version = "3.3.1142.0";
  bool answers_duplicates = true;
  std::string received;  // input, in order
  std::string to_send;   // output still to be cut into messages
  bool terminate_flag = false;

  void start(TimePoint now) {
    std::string request(kPortRequest);
    request.replace(request.find("3.3.1142.0"), 10, version);
    post(PayloadType::handshake_request, request, now);
  }

  // At most one chunk for each call, as the real one: 1 KiB for each millisecond.
  void pump(TimePoint now) {
    if (!complete_ || to_send.empty()) return;
    const std::string chunk = to_send.substr(0, 1024);
    to_send.erase(0, chunk.size());
    post(PayloadType::output, chunk, now);
  }

  void repeat(TimePoint now) {
    if (unacknowledged_.empty()) return;
    auto& [number, message] = *unacknowledged_.begin();
    if (now - message.sent < std::chrono::milliseconds(200)) return;
    message.sent = now;
    send_(message.frame);
  }

  void receive(const Bytes& bytes, TimePoint now) {
    const auto frame = decode_frame(bytes);
    ASSERT_TRUE(frame.has_value());
    if (frame->header.type == MessageType::acknowledge) {
      unacknowledged_.erase(parse_acknowledge(frame->payload)->sequence);
      return;
    }
    const auto number = frame->header.sequence;
    if (number < expected_ && !answers_duplicates) return;
    acknowledge(frame->header);
    if (number < expected_) return;
    stored_.try_emplace(number, frame->header.payload_type, std::string(as_text(frame->payload)));
    while (!stored_.empty() && stored_.begin()->first == expected_) {
      process(stored_.begin()->second.first, stored_.begin()->second.second, now);
      stored_.erase(stored_.begin());
      ++expected_;
    }
  }

  [[nodiscard]] bool all_acknowledged() const { return unacknowledged_.empty(); }

 private:
  struct Message {
    Bytes frame;
    TimePoint sent;
  };

  void post(PayloadType type, const std::string& payload, TimePoint now) {
    const Bytes frame = stream_frame(next_, type, payload);
    unacknowledged_[next_++] = {frame, now};
    send_(frame);
  }

  void acknowledge(const FrameHeader& of) { send_(acknowledge_frame(of.sequence)); }

  void process(PayloadType type, const std::string& payload, TimePoint now) {
    if (type == PayloadType::handshake_response) {
      complete_ = true;
      post(PayloadType::handshake_complete, std::string(kComplete), now);
    } else if (type == PayloadType::flag) {
      terminate_flag = true;
    } else if (complete_ && type == PayloadType::output) {
      received += payload;
    }
  }

  Send send_;
  std::int64_t next_ = 0;
  std::int64_t expected_ = 0;
  bool complete_ = false;
  std::map<std::int64_t, Message> unacknowledged_;
  std::map<std::int64_t, std::pair<PayloadType, std::string>> stored_;
};

}  // namespace cloudx::ssm::test
