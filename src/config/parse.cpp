#include "config/parse.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "aws/core/config_file.hpp"
#include "aws/core/config_lines.hpp"
#include "aws/core/text.hpp"
#include "config/section.hpp"

namespace cloudx::config {

namespace {

using aws::ConfigLine;
using aws::LineKind;

std::string known_keys() {
  std::string all;
  for (const auto& [key, name] : kKeys) all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

// Fills Sections line by line.
class Reader {
 public:
  void take(const ConfigLine& line) {
    ++number_;
    switch (line.kind) {
      case LineKind::blank:
      case LineKind::comment:
        return;
      case LineKind::section:
        finish();
        begin(line.name);
        return;
      case LineKind::unclosed_section:
        finish();
        section_ = Place::unknown;
        return fault("the section has no \"]\"");
      case LineKind::setting:
        return setting(line);
      case LineKind::indented:
        return indented(line);
      case LineKind::stray:
        // What is wrong with the title before it has been told.
        if (section_ == Place::none) fault("this stands before the first section");
        return;
      case LineKind::unreadable:
        ends_ = nullptr;
        is_unknown_ = false;
        return fault("this is neither a section nor NAME = VALUE");
    }
  }

  // The last section has ended.
  void finish() {
    ends_ = nullptr;
    is_unknown_ = true;
    if (section_ != Place::set) return;
    section_ = Place::none;
    auto& forwards = parsed.sections.forwards;
    const auto set = forwards.find(set_);
    const bool has_ends = !set->second.local.empty() || !set->second.dynamic.empty();
    if (!set->second.target.empty() && has_ends) return;
    parsed.faults.push_back(
        {section_line_, fmt::format("[forward {}] has no {}", aws::presentable(set_, 80),
                                    has_ends ? "target" : "local and no dynamic")});
    forwards.erase(set);
  }

  Parsed parsed;

 private:
  enum class Place : std::uint8_t { none, unknown, values, set };

  void fault(std::string what) { parsed.faults.push_back({number_, std::move(what)}); }

  void begin(std::string_view title) {
    section_line_ = number_;
    auto section = read_section(title);
    section_ = Place::unknown;
    if (!section) return fault(section.error().message);
    section_ = Place::values;
    Sections& all = parsed.sections;
    switch (section->kind) {
      case SectionKind::defaults:
        values_ = &all.defaults;
        return;
      case SectionKind::profile:
        values_ = &all.profiles[section->names.front()];
        return;
      case SectionKind::host:
        values_ = &all.hosts.emplace_back(std::move(section->names), Values()).values;
        return;
      case SectionKind::forward:
        begin_set(section->names.front());
        return;
    }
  }

  void begin_set(const std::string& name) {
    section_ = Place::unknown;
    if (!parsed.sections.forwards.try_emplace(name).second) {
      return fault(fmt::format("[forward {}] is there already", aws::presentable(name, 80)));
    }
    section_ = Place::set;
    set_ = name;
  }

  void setting(const ConfigLine& line) {
    ends_ = nullptr;
    is_unknown_ = section_ == Place::unknown;
    if (section_ == Place::set) return set_setting(line);
    if (section_ != Place::values) return;
    const auto key = find_key(line.name);
    if (!key) {
      is_unknown_ = true;
      return fault(fmt::format("the setting \"{}\" is not known here; there are {}",
                               aws::presentable(line.name, 80), known_keys()));
    }
    // A reason may well have a number of a ticket in it (#1234).
    std::string value = *key == Key::reason ? line.value : aws::without_comment(" " + line.value);
    if (const std::string wrong = fault_of(*key, value); !wrong.empty()) {
      return fault(fmt::format("{} {}: \"{}\"", line.name, wrong, aws::presentable(value, 80)));
    }
    if (!values_->try_emplace(*key, std::move(value)).second) {
      fault(fmt::format("{} is set a second time in this section", line.name));
    }
  }

  void set_setting(const ConfigLine& line) {
    ForwardSet& set = parsed.sections.forwards.at(set_);
    if (line.name == "target") {
      if (!set.target.empty()) return fault("target is set a second time in this section");
      set.target = aws::without_comment(" " + line.value);
    } else if (line.name == "local" || line.name == "dynamic") {
      ends_ = line.name == "local" ? &set.local : &set.dynamic;
      add_ends(line.value);
    } else {
      is_unknown_ = true;
      fault(fmt::format(
          "the setting \"{}\" is not known in [forward]; there are target, local, dynamic",
          aws::presentable(line.name, 80)));
    }
  }

  void add_ends(std::string_view list) {
    for (const std::string_view one :
         aws::split(aws::without_comment(" " + std::string(list)), ',')) {
      if (const auto text = aws::trim(one); !text.empty()) {
        ends_->push_back({std::string(text), number_});
      }
    }
  }

  void indented(const ConfigLine& line) {
    if (ends_ != nullptr) return add_ends(line.content);
    if (!is_unknown_) fault("this line is indented, and the setting above it has one line only");
  }

  std::size_t number_ = 0;
  Place section_ = Place::none;
  std::size_t section_line_ = 0;
  Values* values_ = nullptr;  // Place::values
  std::string set_;           // Place::set
  // Where more lines of the last setting go, and that nothing is said of them.
  std::vector<ForwardEnd>* ends_ = nullptr;
  bool is_unknown_ = false;
};

}  // namespace

Parsed parse(std::string_view text) {
  Reader reader;
  for (const ConfigLine& line : aws::read_config_lines(text)) reader.take(line);
  reader.finish();
  std::ranges::sort(reader.parsed.faults, {},
                    [](const Fault& fault) { return std::tie(fault.line, fault.what); });
  return std::move(reader.parsed);
}

}  // namespace cloudx::config
