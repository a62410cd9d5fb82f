#include "features/relay/config/toml_section.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/toml.hpp"

namespace cloudx::relay {

TomlSection::TomlSection(const toml::table* table, std::string name,
                         const std::filesystem::path& file, std::optional<Error>& mistake)
    : table_(table), name_(std::move(name)), file_(file), mistake_(mistake) {}

void TomlSection::mistake_at(const toml::node& node, std::string_view key, std::string_view why) {
  if (mistake_) return;
  mistake_ = fail(Errc::configuration, fmt::format("{}:{}: {}.{} {}", file_.string(),
                                                   node.source().begin.line, name_, key, why))
                 .error();
}

const toml::node* TomlSection::find(std::string_view key) {
  known_.emplace(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

bool TomlSection::has(std::string_view key) const {
  return table_ != nullptr && table_->contains(key);
}

bool TomlSection::has_flag(std::string_view key) const {
  return has(key) && table_->get(key)->is_boolean();
}

void TomlSection::refuse(std::string_view key, std::string_view why) {
  if (const toml::node* node = find(key)) mistake_at(*node, key, why);
}

void TomlSection::text(std::string_view key, std::string& into) {
  std::optional<std::string> value;
  text(key, value);
  if (value) into = std::move(*value);
}

void TomlSection::text(std::string_view key, std::optional<std::string>& into) {
  const toml::node* const node = find(key);
  if (node == nullptr) return;
  const auto value = node->value_exact<std::string>();
  if (!value || value->empty()) return mistake_at(*node, key, "must be a text in quotes");
  into = *value;
}

void TomlSection::flag(std::string_view key, std::optional<bool>& into) {
  const toml::node* const node = find(key);
  if (node == nullptr) return;
  const auto value = node->value_exact<bool>();
  if (!value) return mistake_at(*node, key, "must be true or false");
  into = value;
}

void TomlSection::number(std::string_view key, double least, double most, double& into) {
  const toml::node* const node = find(key);
  if (node == nullptr) return;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  const bool fits = value && *value >= least && *value <= most;
  if (!fits) {
    return mistake_at(*node, key, fmt::format("must be a number from {} to {}", least, most));
  }
  into = *value;
}

std::optional<std::int64_t> TomlSection::integer(std::string_view key, std::int64_t least,
                                                 std::int64_t most) {
  const toml::node* const node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return value;
  mistake_at(*node, key, fmt::format("must be a whole number from {} to {}", least, most));
  return std::nullopt;
}

void TomlSection::texts(std::string_view key, std::vector<std::string>& into) {
  const toml::node* const node = find(key);
  if (node == nullptr) return;
  const toml::array* const list = node->as_array();
  if (list == nullptr) return mistake_at(*node, key, "must be a list of texts: [\"a\", \"b\"]");
  for (const toml::node& item : *list) {
    const auto value = item.value_exact<std::string>();
    if (!value) return mistake_at(item, key, "must be a list of texts: [\"a\", \"b\"]");
    into.push_back(*value);
  }
}

void TomlSection::end() {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    if (!known_.contains(key.str())) mistake_at(node, key.str(), "is no setting that there is");
  }
}

}  // namespace cloudx::relay
