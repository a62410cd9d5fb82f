#pragma once
// The small payloads: flag, size, the opening text message, channel_closed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/uuid.hpp"

namespace cloudx::ssm {

enum class Flag : std::uint32_t {
  disconnect_to_port = 1,
  terminate_session = 2,      // client to agent; takes effect after all earlier input
  connect_to_port_error = 3,  // agent to client
};

[[nodiscard]] Bytes format_flag(Flag flag);
[[nodiscard]] std::optional<Flag> parse_flag(ByteView payload);  // exactly four bytes, value 1..3

struct TerminalSize {
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  bool operator==(const TerminalSize&) const = default;
};

[[nodiscard]] std::string format_size(TerminalSize size);
[[nodiscard]] std::optional<TerminalSize> parse_size(ByteView payload);

// How a command ended: 0 to 255 on Unix, more on Windows, or -1 when a signal ended it.
[[nodiscard]] std::optional<std::int64_t> parse_exit_code(ByteView payload);

// The TEXT message that opens the channel on every connection, resumed ones included.
struct OpenDataChannel {
  Uuid request_id;        // fresh each time
  Secret token;           // of StartSession or ResumeSession
  std::string client_id;  // chosen once for a session
  std::string client_version;
};

[[nodiscard]] std::string format_open(const OpenDataChannel& open);
[[nodiscard]] std::optional<OpenDataChannel> parse_open(std::string_view text);

// From the service: the session is over. An empty output means a normal end, otherwise it is text
// for the user.
struct ChannelClosed {
  std::string message_id;
  std::uint64_t created_ms = 0;
  std::string destination_id;
  std::string session_id;
  std::string output;
};

[[nodiscard]] std::string format_channel_closed(const ChannelClosed& closed);
[[nodiscard]] std::optional<ChannelClosed> parse_channel_closed(ByteView payload);

}  // namespace cloudx::ssm
