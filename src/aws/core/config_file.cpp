#include "aws/core/config_file.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

// "=" separates; so does a ":" before any "=" (an old form that botocore still reads).
std::pair<std::string, std::string> split_setting(std::string_view line) {
  const std::size_t at = line.find_first_of("=:");
  if (at == std::string_view::npos) return {};
  return {lower(trim(line.substr(0, at))), std::string(trim(line.substr(at + 1)))};
}

class Parser {
 public:
  ConfigFile parse(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark
    for (const std::string_view line : split(text, '\n')) {
      ++number_;
      const std::string_view content = trim(line);
      if (content.empty() || content.front() == '#' || content.front() == ';') continue;
      const std::size_t indent = line.find_first_not_of(" \t");
      if (content.front() == '[') {
        open_section(content);
      } else if (value_ != nullptr && indent > indent_) {
        indented(content);
      } else {
        indent_ = indent;
        setting(content);
      }
    }
    return std::move(file_);
  }

 private:
  void warn(std::string_view what) {
    file_.warnings.push_back(fmt::format("line {}: {}", number_, what));
  }

  void open_section(std::string_view content) {
    value_ = nullptr;
    section_ = nullptr;
    const std::size_t close = content.find(']');
    if (close == std::string_view::npos) return warn("section without \"]\" ignored");
    section_ = &file_.sections[std::string(trim(content.substr(1, close - 1)))];
  }

  void setting(std::string_view content) {
    value_ = nullptr;
    auto [key, text] = split_setting(content);
    if (key.empty()) return warn("neither a section nor a setting; ignored");
    if (section_ == nullptr) return warn("setting outside of any section ignored");
    value_ = &(*section_)[key];
    *value_ = ConfigValue{std::move(text), {}};
  }

  void indented(std::string_view content) {
    if (!value_->text.empty()) return warn("continuation of a value ignored");
    auto [key, text] = split_setting(content);
    if (key.empty()) return warn("indented line without \"=\" ignored");
    value_->nested[key] = std::move(text);
  }

  ConfigFile file_;
  ConfigSection* section_ = nullptr;
  ConfigValue* value_ = nullptr;  // of the last setting: deeper lines belong to it
  std::size_t indent_ = 0;        // of the last setting
  std::size_t number_ = 0;
};

}  // namespace

ConfigFile parse_config_file(std::string_view text) {
  return Parser().parse(text);
}

std::string without_comment(std::string_view value) {
  std::size_t end = value.size();
  for (const std::string_view sign : {" #", " ;", "\t#", "\t;"})
    end = std::min(end, value.find(sign));
  return std::string(trim(value.substr(0, end)));
}

}  // namespace cloudx::aws
