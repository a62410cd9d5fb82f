#include "protocol/ssm/control.hpp"

#include <charconv>
#include <limits>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "protocol/ssm/json.hpp"

namespace cloudx::ssm {
namespace {

std::string json_string(std::string_view text) {
  return boost::json::serialize(text);
}

std::optional<std::uint32_t> unsigned_member(const boost::json::object& object,
                                             std::string_view key) {
  const boost::json::value* member = object.if_contains(key);
  if (member == nullptr || !member->is_int64()) return std::nullopt;
  const std::int64_t value = member->get_int64();
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

}  // namespace

Bytes format_flag(Flag flag) {
  Bytes payload(4);
  store_be32(payload.data(), static_cast<std::uint32_t>(flag));
  return payload;
}

std::optional<Flag> parse_flag(ByteView payload) {
  if (payload.size() != 4) return std::nullopt;
  const std::uint32_t value = load_be32(payload.data());
  if (value < 1 || value > 3) return std::nullopt;
  return static_cast<Flag>(value);
}

std::string format_size(TerminalSize size) {
  return fmt::format(R"({{"cols":{},"rows":{}}})", size.columns, size.rows);
}

std::optional<TerminalSize> parse_size(ByteView payload) {
  const auto object = parse_object(payload);
  if (!object) return std::nullopt;
  const auto columns = unsigned_member(*object, "cols");
  const auto rows = unsigned_member(*object, "rows");
  if (!columns || !rows) return std::nullopt;
  return TerminalSize{*columns, *rows};
}

std::optional<std::int64_t> parse_exit_code(ByteView payload) {
  constexpr std::string_view kLabel = "EXIT_CODE: ";
  std::string_view text = as_text(payload);
  if (!text.starts_with(kLabel)) return std::nullopt;
  text.remove_prefix(kLabel.size());
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return code;
}

std::string format_open(const OpenDataChannel& open) {
  return fmt::format(
      R"({{"MessageSchemaVersion":"1.0","RequestId":"{}","TokenValue":{},"ClientId":{},"ClientVersion":{}}})",
      to_string(open.request_id), json_string(open.token.reveal()), json_string(open.client_id),
      json_string(open.client_version));
}

std::optional<OpenDataChannel> parse_open(std::string_view text) {
  const auto object = parse_object(as_bytes(text));
  if (!object) return std::nullopt;
  const auto request_id = parse_uuid(string_member(*object, "RequestId"));
  OpenDataChannel open;
  open.request_id = request_id.value_or(Uuid{});
  open.token = Secret(string_member(*object, "TokenValue"));
  open.client_id = string_member(*object, "ClientId");
  open.client_version = string_member(*object, "ClientVersion");
  return open;
}

std::string format_channel_closed(const ChannelClosed& closed) {
  return fmt::format(
      R"({{"MessageId":{},"CreatedDate":"{}","DestinationId":{},"SessionId":{},"MessageType":"channel_closed",)"
      R"("SchemaVersion":1,"Output":{}}})",
      json_string(closed.message_id), closed.created_ms, json_string(closed.destination_id),
      json_string(closed.session_id), json_string(closed.output));
}

std::optional<ChannelClosed> parse_channel_closed(ByteView payload) {
  const auto object = parse_object(payload);
  if (!object) return std::nullopt;
  ChannelClosed closed;
  closed.message_id = string_member(*object, "MessageId");
  const std::string created = string_member(*object, "CreatedDate");
  std::from_chars(created.data(), created.data() + created.size(), closed.created_ms);
  closed.destination_id = string_member(*object, "DestinationId");
  closed.session_id = string_member(*object, "SessionId");
  closed.output = string_member(*object, "Output");
  return closed;
}

}  // namespace cloudx::ssm
