#pragma once
// The agent's side of the data channel, against a scripted client and a virtual clock.

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/uuid.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/handshake.hpp"
#include "sandbox/agent/agent.hpp"

namespace cloudx::sandbox {

using namespace std::chrono_literals;

class AgentTest : public testing::Test {
 protected:
  // Frames of one kind that the agent sent.
  struct Sent {
    ssm::FrameHeader header;
    std::string payload;
  };

  static std::vector<Sent> sent(const AgentActions& actions, ssm::MessageType type) {
    std::vector<Sent> out;
    for (const AgentAction& action : actions) {
      const auto* frame = std::get_if<SendFrame>(&action);
      if (frame == nullptr) continue;
      const auto decoded = ssm::decode_frame(frame->frame);
      EXPECT_TRUE(decoded.has_value());
      if (decoded && decoded->header.type == type) {
        out.push_back({decoded->header, std::string(as_text(decoded->payload))});
      }
    }
    return out;
  }
  static std::vector<Sent> data(const AgentActions& actions) {
    return sent(actions, ssm::MessageType::output_stream_data);
  }
  static std::vector<std::int64_t> acknowledged(const AgentActions& actions) {
    std::vector<std::int64_t> numbers;
    for (const Sent& frame : sent(actions, ssm::MessageType::acknowledge)) {
      EXPECT_EQ(frame.header.flags, ssm::kSynFin);
      numbers.push_back(ssm::parse_acknowledge(as_bytes(frame.payload))->sequence);
    }
    return numbers;
  }
  static std::string written(const AgentActions& actions) {
    std::string text;
    for (const AgentAction& action : actions) {
      if (const auto* write = std::get_if<WriteTarget>(&action)) text += as_text(write->data);
    }
    return text;
  }
  template <class Action>
  static std::optional<Action> only(const AgentActions& actions) {
    for (const AgentAction& action : actions) {
      if (const auto* found = std::get_if<Action>(&action)) return *found;
    }
    return std::nullopt;
  }
  static std::optional<std::string> ended(const AgentActions& actions) {
    for (const AgentAction& action : actions) {
      if (const auto* end = std::get_if<EndSession>(&action)) return end->output;
    }
    return std::nullopt;
  }

  static Bytes frame(std::int64_t number, ssm::PayloadType type, std::string_view payload) {
    Bytes out;
    ssm::encode_frame({.type = ssm::MessageType::input_stream_data,
                       .created_ms = 1,
                       .sequence = number,
                       .id = random_uuid(),
                       .payload_type = type},
                      as_bytes(payload), out);
    return out;
  }
  AgentActions input(std::int64_t number, std::string_view text) {
    return agent->on_message(frame(number, ssm::PayloadType::output, text), now);
  }
  AgentActions flag(std::int64_t number, ssm::Flag value) {
    const Bytes payload = ssm::format_flag(value);
    return agent->on_message(frame(number, ssm::PayloadType::flag, as_text(payload)), now);
  }
  AgentActions acknowledge(std::int64_t number) {
    ssm::AcknowledgeBuffer buffer{};
    Bytes out;
    ssm::encode_frame({.type = ssm::MessageType::acknowledge,
                       .created_ms = 1,
                       .flags = ssm::kSynFin,
                       .id = random_uuid()},
                      ssm::format_acknowledge(
                          {ssm::MessageType::output_stream_data, random_uuid(), number}, buffer),
                      out);
    return agent->on_message(out, now);
  }
  AgentActions answer_handshake(ssm::ActionStatus status = ssm::ActionStatus::success,
                                std::string client_version = "1.2.764.0") {
    ssm::HandshakeResponse response;
    response.client_version = std::move(client_version);
    response.actions.push_back(
        {.type = "SessionType", .status = status, .kms = std::nullopt, .error = "no"});
    return agent->on_message(
        frame(0, ssm::PayloadType::handshake_response, ssm::format_handshake_response(response)),
        now);
  }
  void make(AgentConfig config) { agent.emplace(std::move(config)); }
  // Handshake done, target connected, everything acknowledged: numbers 0 and 1 used by the agent, 0
  // by the client.
  void forward() {
    (void)agent->start(now);
    (void)answer_handshake();
    (void)acknowledge(0);
    (void)acknowledge(1);
    (void)agent->on_target_connected(now);
    ASSERT_EQ(agent->unacknowledged(), 0U);
  }

  Time now = Time(1'700'000'000s);
  std::optional<Agent> agent{AgentConfig{}};
};

}  // namespace cloudx::sandbox
