#include "aws/core/config_file.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "aws/core/config_lines.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

// Fills a ConfigFile line by line.
class Collector {
 public:
  // What was passed over, "" for nothing.
  std::string_view take(const ConfigLine& line) {
    switch (line.kind) {
      case LineKind::blank:
        ++blank_lines_;
        return {};
      case LineKind::comment:
        return {};
      case LineKind::section:
        begin_section(line.name);
        return {};
      case LineKind::unclosed_section:
        return "section without \"]\" ignored";
      case LineKind::setting:
        begin_value((*section_)[line.name], line.value);
        return {};
      case LineKind::indented:
        return indented(line);
      case LineKind::stray:
        return "setting outside of any section ignored";
      case LineKind::unreadable:
        return "neither a section nor a setting; ignored";
    }
    return {};
  }

  ConfigFile file;

 private:
  void begin_section(const std::string& name) {
    const auto [place, is_new] = file.sections.try_emplace(name);
    if (is_new) file.order.push_back(name);
    section_ = &place->second;
  }

  void begin_value(ConfigValue& value, const std::string& text) {
    value_ = &value;
    *value_ = ConfigValue{text, {}};
    blank_lines_ = 0;
  }

  // Blank lines between the lines of a value belong to it, those behind it do not.
  std::string_view indented(const ConfigLine& line) {
    const std::size_t line_feeds = std::exchange(blank_lines_, 0) + 1;
    if (!value_->text.empty()) {
      value_->text.append(line_feeds, '\n').append(line.content);
    } else if (line.name.empty()) {
      return "indented line without \"=\" ignored";
    } else {
      value_->nested[line.name] = line.value;
    }
    return {};
  }

  ConfigSection* section_ = nullptr;
  ConfigValue* value_ = nullptr;  // of the last setting: indented lines belong to it
  std::size_t blank_lines_ = 0;   // since its last line
};

}  // namespace

ConfigFile parse_config_file(std::string_view text) {
  Collector collector;
  std::size_t number = 0;
  for (const ConfigLine& line : read_config_lines(text)) {
    ++number;
    const std::string_view passed_over = collector.take(line);
    if (passed_over.empty()) continue;
    collector.file.warnings.push_back(fmt::format("line {}: {}", number, passed_over));
  }
  return std::move(collector.file);
}

std::string without_comment(std::string_view value) {
  std::size_t end = value.size();
  for (const std::string_view sign : {" #", " ;", "\t#", "\t;"})
    end = std::min(end, value.find(sign));
  return std::string(trim(value.substr(0, end)));
}

}  // namespace cloudx::aws
