#include "protocol/ssm/acknowledge.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include <boost/json/basic_parser_impl.hpp>

#include "protocol/ssm/json.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::size_t kMaxAcknowledgeSize = 4096;

// The text that both official ends write, between its three values.
constexpr std::string_view kBeforeType = R"({"AcknowledgedMessageType":")";
constexpr std::string_view kBeforeId = R"(","AcknowledgedMessageId":")";
constexpr std::string_view kBeforeSequence = R"(","AcknowledgedMessageSequenceNumber":)";
constexpr std::string_view kAfterSequence = R"(,"IsSequentialMessage":true})";

char* append(char* at, std::string_view text) {
  return std::ranges::copy(text, at).out;
}

char* append(char* at, const Uuid& id) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    *at++ = kDigits[id.bytes[i] >> 4U];
    *at++ = kDigits[id.bytes[i] & 0xFU];
  }
  return at;
}

bool skip(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

MessageType stream_type(std::string_view text) {
  for (const auto type : {MessageType::input_stream_data, MessageType::output_stream_data}) {
    if (text == name(type)) return type;
  }
  return MessageType::unknown;
}

// The official spelling, which is nearly every acknowledge there is; anything else takes the JSON
// parser.
std::optional<Acknowledge> parse_official(std::string_view text) {
  constexpr std::size_t kIdSize = 36;
  if (!skip(text, kBeforeType)) return std::nullopt;
  Acknowledge result;
  result.type = stream_type(text.substr(0, text.find('"')));
  if (result.type == MessageType::unknown || !skip(text, name(result.type))) return std::nullopt;
  if (!skip(text, kBeforeId) || text.size() < kIdSize) return std::nullopt;
  const auto id = parse_uuid(text.substr(0, kIdSize));
  if (!id) return std::nullopt;
  result.id = *id;
  text.remove_prefix(kIdSize);
  if (!skip(text, kBeforeSequence) || text.empty() || text.front() == '-') return std::nullopt;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), result.sequence);
  const bool canonical = error == std::errc() && (*text.data() != '0' || end == text.data() + 1);
  if (!canonical) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text != kAfterSequence) return std::nullopt;
  return result;
}

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
      result.type = stream_type(value.view());
    } else if (key.view() == "AcknowledgedMessageId") {
      if (const auto id = parse_uuid(value.view())) result.id = *id;
    }
  }
};

}  // namespace

ByteView format_acknowledge(const Acknowledge& acknowledge, AcknowledgeBuffer& buffer) {
  char* at = reinterpret_cast<char*>(buffer.data());
  at = append(at, kBeforeType);
  at = append(at, name(acknowledge.type));
  at = append(at, kBeforeId);
  at = append(at, acknowledge.id);
  at = append(at, kBeforeSequence);
  char* const end = reinterpret_cast<char*>(buffer.data() + buffer.size());
  at = std::to_chars(at, end, acknowledge.sequence).ptr;
  at = append(at, kAfterSequence);
  return ByteView(buffer).first(
      static_cast<std::size_t>(at - reinterpret_cast<char*>(buffer.data())));
}

std::optional<Acknowledge> parse_acknowledge(ByteView payload) {
  if (auto known = parse_official(as_text(payload))) return known;
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
