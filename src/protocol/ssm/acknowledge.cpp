#include "protocol/ssm/acknowledge.hpp"

#include <algorithm>
#include <string_view>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include "protocol/ssm/json.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::size_t kMaxAcknowledgeSize = 4096;

// Collects a short text that may arrive in parts; a longer one counts as unknown.
class ShortText {
 public:
  void append(std::string_view part) {
    const std::size_t fits = std::min(part.size(), text_.size() - size_);
    std::ranges::copy(part.substr(0, fits), text_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += fits;
    cut_ = cut_ || fits < part.size();
  }
  void clear() {
    size_ = 0;
    cut_ = false;
  }
  [[nodiscard]] std::string_view view() const {
    return cut_ ? std::string_view() : std::string_view(text_.data(), size_);
  }

 private:
  std::array<char, 64> text_{};
  std::size_t size_ = 0;
  bool cut_ = false;
};

// SAX handler of Boost.JSON: picks three members of the outermost object.
struct Handler {
  static constexpr std::size_t max_object_size = 64;
  static constexpr std::size_t max_array_size = 64;
  static constexpr std::size_t max_key_size = 1024;
  static constexpr std::size_t max_string_size = 1024;
  using ErrorCode = boost::system::error_code;
  using Text = boost::json::string_view;

  Acknowledge result;
  bool has_sequence = false;
  int depth = 0;
  ShortText key;
  ShortText value;

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode&) { return open(); }
  bool on_object_end(std::size_t, ErrorCode&) { return close(); }
  bool on_array_begin(ErrorCode&) { return open(); }
  bool on_array_end(std::size_t, ErrorCode&) { return close(); }
  bool on_key_part(Text part, std::size_t, ErrorCode&) {
    if (depth == 1) key.append(part);
    return true;
  }
  bool on_key(Text part, std::size_t total, ErrorCode& error) {
    if (depth == 1 && total == part.size()) key.clear();
    return on_key_part(part, total, error);
  }
  bool on_string_part(Text part, std::size_t, ErrorCode&) {
    value.append(part);
    return true;
  }
  bool on_string(Text part, std::size_t, ErrorCode&) {
    value.append(part);
    take_string();
    return end_value();
  }
  bool on_number_part(Text, ErrorCode&) { return true; }
  bool on_int64(std::int64_t number, Text, ErrorCode&) {
    if (depth == 1 && key.view() == "AcknowledgedMessageSequenceNumber") {
      result.sequence = number;
      has_sequence = number >= 0;
    }
    return end_value();
  }
  bool on_uint64(std::uint64_t, Text, ErrorCode&) { return end_value(); }
  bool on_double(double, Text, ErrorCode&) { return end_value(); }
  bool on_bool(bool, ErrorCode&) { return end_value(); }
  bool on_null(ErrorCode&) { return end_value(); }
  bool on_comment_part(Text, ErrorCode&) { return true; }
  bool on_comment(Text, ErrorCode&) { return true; }

 private:
  bool open() {
    ++depth;
    return true;
  }
  bool close() {
    --depth;
    return end_value();
  }
  bool end_value() {
    value.clear();
    if (depth <= 1) key.clear();
    return true;
  }
  void take_string() {
    if (depth != 1) return;
    if (key.view() == "AcknowledgedMessageType") {
      if (value.view() == name(MessageType::input_stream_data)) {
        result.type = MessageType::input_stream_data;
      } else if (value.view() == name(MessageType::output_stream_data)) {
        result.type = MessageType::output_stream_data;
      }
    } else if (key.view() == "AcknowledgedMessageId") {
      if (const auto id = parse_uuid(value.view())) result.id = *id;
    }
  }
};

}  // namespace

ByteView format_acknowledge(const Acknowledge& acknowledge, AcknowledgeBuffer& buffer) {
  const auto& id = acknowledge.id.bytes;
  const auto part = [&](std::size_t from, std::size_t to) {
    return fmt::join(id.begin() + from, id.begin() + to, "");
  };
  const auto end = fmt::format_to_n(
      buffer.begin(), buffer.size(),
      R"({{"AcknowledgedMessageType":"{}","AcknowledgedMessageId":"{:02x}-{:02x}-{:02x}-{:02x}-{:02x}",)"
      R"("AcknowledgedMessageSequenceNumber":{},"IsSequentialMessage":true}})",
      name(acknowledge.type), part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16),
      acknowledge.sequence);
  return ByteView(buffer).first(end.size);
}

std::optional<Acknowledge> parse_acknowledge(ByteView payload) {
  if (payload.size() > kMaxAcknowledgeSize) return std::nullopt;
  boost::json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  boost::json::basic_parser<Handler> parser(options);
  boost::system::error_code error;
  const std::string_view text = as_text(payload);
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error || used != text.size() || !parser.handler().has_sequence) return std::nullopt;
  return parser.handler().result;
}

}  // namespace cloudx::ssm
