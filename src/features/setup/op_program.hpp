#pragma once
// Runs 1Password's program `op`, and reads what it prints.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/error.hpp"

namespace cloudx::setup {

// What it prints. Errors: credentials where nobody is signed in; io, with its own words.
[[nodiscard]] Result<std::string> op(std::vector<std::string> words);
[[nodiscard]] Result<boost::json::value> op_json(std::vector<std::string> words);

// Returns a text of an object; empty where there is no such text.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view key);

// An item or a vault of a list.
struct OpEntry {
  std::string id;
  std::string name;
  std::string vault;  // of an item
  std::string vault_id;
};

[[nodiscard]] std::vector<OpEntry> op_entries(const boost::json::value& list,
                                              std::string_view name_key);

[[nodiscard]] bool same_name(std::string_view a, std::string_view b);  // without case

}  // namespace cloudx::setup
