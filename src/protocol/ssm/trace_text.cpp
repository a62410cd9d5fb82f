#include "protocol/ssm/trace_text.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/overloaded.hpp"
#include "base/url.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::ssm {
namespace {

std::string_view name(PayloadType type) {
  constexpr std::array<std::string_view, 13> kNames = {"none",
                                                       "output",
                                                       "error",
                                                       "size",
                                                       "parameter",
                                                       "handshake_request",
                                                       "handshake_response",
                                                       "handshake_complete",
                                                       "challenge_request",
                                                       "challenge_response",
                                                       "flag",
                                                       "std_err",
                                                       "exit_code"};
  const auto number = static_cast<std::size_t>(type);
  return number < kNames.size() ? kNames[number] : "unknown";
}

std::string_view name(SessionKind kind) {
  switch (kind) {
    case SessionKind::raw_port:
      return "raw port";
    case SessionKind::port_forwarding:
      return "port forwarding";
    case SessionKind::terminal:
      return "terminal";
    case SessionKind::command:
      return "command";
  }
  std::unreachable();
}

// Without user, password and query.
std::string shown(std::string_view stream_url) {
  const auto url = parse_url(stream_url);
  if (!url) return url.error().message;
  const std::string_view target = url->target;
  return fmt::format("{}://{}{}", url->scheme, url->authority(),
                     target.substr(0, target.find('?')));
}

std::string text(const Notice& notice) {
  return std::visit(
      Overloaded{
          [](const Opened& opened) {
            return fmt::format("open, {}, agent {}", name(opened.kind),
                               opened.agent_version.empty() ? "unknown" : opened.agent_version);
          },
          [](const Lost& lost) { return fmt::format("lost ({})", lost.why.message); },
          [](const StillLost& lost) { return fmt::format("still lost ({})", lost.why.message); },
          [](const Restored&) { return std::string("restored"); },
          [](const AgentAway& away) {
            return std::string(away.back ? "the agent is back" : "the agent is away");
          },
          [](const AgentSilent&) { return std::string("the agent is silent"); },
          [](const ConnectionsRefused& refused) {
            return fmt::format("{} connections refused by the port", refused.count);
          },
      },
      notice);
}

}  // namespace

std::string trace_text(ByteView frame) {
  const auto decoded = decode_frame(frame);
  if (!decoded) {
    return fmt::format("{} bytes that are no frame: {}", frame.size(), describe(decoded.error()));
  }
  const FrameHeader& header = decoded->header;
  using enum MessageType;
  if (header.type == acknowledge) {
    const auto acknowledged = parse_acknowledge(decoded->payload);
    if (acknowledged) return fmt::format("acknowledge of {}", acknowledged->sequence);
  }
  if (header.type == input_stream_data || header.type == output_stream_data) {
    return fmt::format("{} {}, {}, {} bytes", ssm::name(header.type), header.sequence,
                       name(header.payload_type), decoded->payload.size());
  }
  return fmt::format("{}, {} bytes", ssm::name(header.type), decoded->payload.size());
}

std::string trace_text(const SessionAction& action) {
  return std::visit(Overloaded{
                        [](const Dial& dial) { return "dial " + shown(dial.stream_url); },
                        [](const Resume&) { return std::string("resume the session"); },
                        [](const GenerateDataKey&) { return std::string("generate a data key"); },
                        [](const LookAtAgent&) { return std::string("look at the agent"); },
                        [](const CancelCalls&) { return std::string("the session has ended"); },
                        [](const Terminate&) { return std::string("terminate the session"); },
                        [](const Close&) { return std::string("close the websocket"); },
                        [](const Notice& notice) { return "notice: " + text(notice); },
                    },
                    action);
}

std::string window_trace_text(const Channel& channel) {
  const SendWindow& window = channel.window();
  const RttEstimator& round_trip = window.round_trip();
  const auto rate = channel.pacer().rate();
  return fmt::format(
      "{} messages unacknowledged, window {} bytes, payload {}, round trip {:.1f} ms, timeout "
      "{:.0f} ms, {}{}",
      window.unacknowledged(), window.congestion().window(), channel.payload_size(),
      round_trip.rtt().count(), round_trip.timeout().count(),
      rate ? fmt::format("{:.0f} messages/s at most", *rate) : "messages unlimited",
      window.paused() ? ", paused" : "");
}

}  // namespace cloudx::ssm
