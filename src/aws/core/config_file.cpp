#include "aws/core/config_file.hpp"

#include <algorithm>

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
      case LineKind::empty:
        return {};
      case LineKind::section:
        section_ = &file.sections[line.name];
        return {};
      case LineKind::unclosed_section:
        return "section without \"]\" ignored";
      case LineKind::setting:
        value_ = &(*section_)[line.name];
        *value_ = ConfigValue{line.value, {}};
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
  std::string_view indented(const ConfigLine& line) {
    if (!value_->text.empty()) return "continuation of a value ignored";
    if (line.name.empty()) return "indented line without \"=\" ignored";
    value_->nested[line.name] = line.value;
    return {};
  }

  ConfigSection* section_ = nullptr;
  ConfigValue* value_ = nullptr;  // of the last setting: indented lines belong to it
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
