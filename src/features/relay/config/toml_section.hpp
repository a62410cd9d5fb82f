#pragma once
// One table of a TOML file, read key by key: every mistake is told with file and line, and a key
// that nobody asked for is a mistake, too.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace toml {
inline namespace v3 {
class node;
class table;
}  // namespace v3
}  // namespace toml

namespace cloudx::relay {

class TomlSection {
 public:
  // `table` null: the section is not there. The first mistake of a file is kept in `mistake`.
  TomlSection(const toml::table* table, std::string name, const std::filesystem::path& file,
              std::optional<Error>& mistake);

  void text(std::string_view key, std::string& into);
  void text(std::string_view key, std::optional<std::string>& into);
  void flag(std::string_view key, std::optional<bool>& into);
  void number(std::string_view key, double least, double most, double& into);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least,
                                                    std::int64_t most);
  void texts(std::string_view key, std::vector<std::string>& into);
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] bool has_flag(std::string_view key) const;  // true or false
  // A mistake in the value of a key that is there.
  void refuse(std::string_view key, std::string_view why);
  // All keys have been asked for: others are mistakes.
  void end();

 private:
  const toml::node* find(std::string_view key);
  void mistake_at(const toml::node& node, std::string_view key, std::string_view why);

  const toml::table* table_;
  std::string name_;
  const std::filesystem::path& file_;
  std::optional<Error>& mistake_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace cloudx::relay
