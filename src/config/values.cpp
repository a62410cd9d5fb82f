#include "config/values.hpp"

#include <algorithm>

#include "base/printable.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::config {

namespace {

constexpr std::size_t kLongestReason = 256;    // characters
constexpr std::size_t kShortestDocument = 3;   // bytes
constexpr std::size_t kLongestDocument = 128;  // bytes

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_document(std::string_view name) {
  return name.size() >= kShortestDocument && name.size() <= kLongestDocument &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("_-.:/").contains(c);
         });
}

}  // namespace

std::optional<Key> find_key(std::string_view name) {
  const auto* const found =
      std::ranges::find(kKeys, name, &std::pair<Key, std::string_view>::second);
  if (found == kKeys.end()) return std::nullopt;
  return found->first;
}

std::string fault_of(Key key, std::string_view value) {
  if (value.empty()) return {};
  switch (key) {
    case Key::reason:
      if (count_characters(value) > kLongestReason) return "is longer than 256 characters";
      return has_control(value) ? "has a control character" : "";
    case Key::client_version:
      return ssm::is_client_version(value) ? ""
                                           : "is not a version like 1.2.764.0, above 1.2.331.0";
    case Key::document:
    case Key::shell_document:
    case Key::exec_document:
    case Key::forward_document:
      return is_document(value) ? "" : "is not the name or the ARN of a document";
  }
  return {};
}

}  // namespace cloudx::config
