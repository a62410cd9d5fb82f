#pragma once
// What a file says about a host: ssh takes the first value it meets of each keyword.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::sshconfig {

// The first value of a keyword in a block: its first word, or the command.
[[nodiscard]] std::optional<std::string> first_value(const Block& block, std::string_view keyword);

struct Setting {
  std::string keyword;             // canonical
  std::vector<std::string> words;  // as ssh reads them
  bool operator==(const Setting&) const = default;
};

// What can be said without running anything. A Match block counts where its criteria can be decided
// from the name alone (all, originalhost, and host as far as HostName is known); `undecided` tells
// of others (exec, user, canonical, ...), whose settings are left out.
struct Resolution {
  std::vector<Setting> settings;  // in the order met; of keywords that are not cumulative the first
  bool undecided = false;

  // First word of the first setting.
  [[nodiscard]] std::optional<std::string> value(std::string_view keyword) const;
};

// Reads this file alone: an Include line is a setting like others.
[[nodiscard]] Resolution resolve(const Document& document, std::string_view host);

// With all that is included. An Include inside a block counts where the block does.
[[nodiscard]] Resolution resolve(const Document& document, std::string_view host,
                                 const std::filesystem::path& home, const Files& files);

// The names on the Host lines, patterns and negated ones left out, each once, in order.
[[nodiscard]] std::vector<std::string> concrete_hosts(const Document& document);
[[nodiscard]] std::vector<std::string> concrete_hosts(const Document& document,
                                                      const std::filesystem::path& home,
                                                      const Files& files);

}  // namespace cloudx::sshconfig
