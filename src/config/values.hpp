#pragma once
// The settings that a section of the program's configuration may have, and what their values may
// be. docs/configuration.md has them for users.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cloudx::config {

enum class Key : std::uint8_t {
  reason,
  document,  // of connect: it opens a raw port
  shell_document,
  exec_document,
  forward_document,
  client_version,
};

inline constexpr std::array<std::pair<Key, std::string_view>, 6> kKeys = {{
    {Key::reason, "reason"},
    {Key::document, "document"},
    {Key::shell_document, "shell_document"},
    {Key::exec_document, "exec_document"},
    {Key::forward_document, "forward_document"},
    {Key::client_version, "client_version"},
}};

// An empty value is one, too: it takes back what is said in a place that counts less.
using Values = std::map<Key, std::string>;

[[nodiscard]] std::optional<Key> find_key(std::string_view name);

// What is wrong with the value, as the end of a sentence that begins with the setting; "" for a
// good one. Lengths and characters of documents and reasons are those that StartSession takes (AWS
// Systems Manager API Reference).
[[nodiscard]] std::string fault_of(Key key, std::string_view value);

}  // namespace cloudx::config
