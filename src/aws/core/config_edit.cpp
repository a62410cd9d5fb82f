#include "aws/core/config_edit.hpp"

#include <cstdint>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "aws/core/config_file.hpp"
#include "aws/core/config_lines.hpp"
#include "aws/core/section_title.hpp"
#include "aws/core/text.hpp"
#include "base/printable.hpp"

namespace cloudx::aws {

namespace {

std::unexpected<Error> refuse(std::string message) {
  return fail(Errc::configuration, std::move(message));
}

bool is_quoted(std::string_view text) {
  return text.size() >= 2 && text.front() == text.back() &&
         (text.front() == '"' || text.front() == '\'');
}

Result<void> check_section(const SectionName& section) {
  const std::string& name = section.name;
  const bool good = !name.empty() && !has_control(name) && trim(name) == name &&
                    name.find_first_of("[]#;") == std::string::npos;
  if (good) return {};
  return refuse(
      fmt::format("\"{}\" cannot be a section's name in the AWS config files: brackets, #, ; and "
                  "control characters are not possible in it",
                  presentable(name, 80)));
}

Result<void> check_setting(const std::string& key, std::string_view value) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  if (key.empty() || key.find_first_not_of(kLetters) != std::string::npos) {
    return refuse(
        fmt::format("\"{}\" cannot be a key of the AWS config files", presentable(key, 80)));
  }
  if (value.empty()) return refuse(fmt::format("{} must not be empty", key));
  if (has_control(value)) {
    return refuse(fmt::format("{} must not contain line breaks or control characters", key));
  }
  if (trim(value) != value)
    return refuse(fmt::format("{} must not begin or end with a space", key));
  if (without_comment(value) != value) {
    return refuse(fmt::format("{} must not contain \" #\" or \" ;\", which begin a comment", key));
  }
  if (is_quoted(value)) return refuse(fmt::format("{} must not be in quotes", key));
  return {};
}

// The two files have different titles.
enum class FileKind : std::uint8_t { config, credentials };

FileKind kind_of(const SectionName& section) {
  return section.kind.empty() ? FileKind::credentials : FileKind::config;
}

// One title per section, whatever way it is written.
std::string canonical_title(std::string_view title, FileKind file) {
  const auto parsed = file == FileKind::config ? parse_section_title(title) : std::nullopt;
  return parsed ? format_section_title(parsed->kind, parsed->name) : std::string(title);
}

std::string new_title(const SectionName& section) {
  if (section.kind.empty()) return section.name;
  if (section.kind == "profile" && section.name == "default") return "default";
  return format_section_title(section.kind, section.name);
}

bool is_passed_over(LineKind kind) {
  return kind == LineKind::blank || kind == LineKind::comment;
}

class Editor {
 public:
  Editor(std::string_view text, const SectionName& section)
      : lines_(read_config_lines(text)), file_(kind_of(section)), title_(new_title(section)) {
    for (const ConfigLine& line : lines_) texts_.emplace_back(line.text);
    const bool crlf = !lines_.empty() && lines_.front().text.ends_with("\r\n");
    line_end_ = crlf ? "\r\n" : "\n";
    if (section.kind == "profile" && title_ == "default" && !find("profile default").empty())
      title_ = "profile default";
    in_section_ = find(title_);
  }

  Result<void> set(const std::string& key, std::string_view value) {
    const auto existing = last_setting(key);
    if (!existing) {
      additions_ += fmt::format("{}{} = {}{}", indentation(), key, value, line_end_);
      return {};
    }
    if (lines_[*existing].value == value) return {};
    const bool continued =
        *existing + 1 < lines_.size() && next_content(*existing + 1) == LineKind::indented;
    if (continued) {
      return refuse(fmt::format("line {}: {} has indented lines below it; change it by hand",
                                *existing + 1, key));
    }
    replace_value(*existing, value);
    return {};
  }

  std::string result() {
    if (!additions_.empty() && !in_section_.empty()) insert_into_section();
    std::string out;
    for (const std::string& text : texts_) out += text;
    if (additions_.empty() || !in_section_.empty()) return out;
    if (!out.empty() && !out.ends_with('\n')) out += line_end_;
    const bool blank_before = out.empty() || trim(lines_.back().text).empty();
    if (!blank_before) out += line_end_;
    return out + fmt::format("[{}]{}{}", title_, line_end_, additions_);
  }

  [[nodiscard]] const std::string& title() const { return title_; }

 private:
  // Title lines and settings of every section with this title, in order.
  std::vector<std::size_t> find(const std::string& title) const {
    std::vector<std::size_t> found;
    bool inside = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const LineKind kind = lines_[i].kind;
      if (kind == LineKind::section) inside = canonical_title(lines_[i].name, file_) == title;
      if (kind == LineKind::unclosed_section) inside = false;
      const bool counts = kind == LineKind::section || kind == LineKind::setting;
      if (inside && counts) found.push_back(i);
    }
    return found;
  }

  // Of repeated ones the last counts.
  std::optional<std::size_t> last_setting(const std::string& key) const {
    std::optional<std::size_t> found;
    for (const std::size_t i : in_section_) {
      if (lines_[i].kind == LineKind::setting && lines_[i].name == key) found = i;
    }
    return found;
  }

  // As the setting that it will follow.
  std::string_view indentation() const {
    if (in_section_.empty()) return {};
    const ConfigLine& last = lines_[in_section_.back()];
    return last.kind == LineKind::setting ? last.text.substr(0, last.indent) : std::string_view{};
  }

  LineKind next_content(std::size_t from) const {
    while (from < lines_.size() && is_passed_over(lines_[from].kind)) ++from;
    return from < lines_.size() ? lines_[from].kind : LineKind::blank;
  }

  void replace_value(std::size_t index, std::string_view value) {
    const ConfigLine& line = lines_[index];
    const std::string_view text = line.text;
    const std::size_t behind_separator = text.find_first_of("=:") + 1;
    const std::string_view old = line.content.substr(line.content.size() - line.value.size());
    if (old.empty()) {
      const std::size_t end = text.find_last_not_of("\r\n") + 1;
      texts_[index] =
          fmt::format("{} {}{}", text.substr(0, behind_separator), value, text.substr(end));
    } else {
      const auto start = static_cast<std::size_t>(old.data() - text.data());
      texts_[index] =
          fmt::format("{}{}{}", text.substr(0, start), value, text.substr(start + old.size()));
    }
  }

  // Behind the section's last setting and what belongs to that.
  void insert_into_section() {
    std::size_t at = in_section_.back();
    for (std::size_t i = at + 1; i < lines_.size(); ++i) {
      if (lines_[i].kind == LineKind::indented) at = i;
      if (lines_[i].kind != LineKind::indented && !is_passed_over(lines_[i].kind)) break;
    }
    if (!texts_[at].ends_with('\n')) texts_[at] += line_end_;
    texts_[at] += additions_;
  }

  std::vector<ConfigLine> lines_;
  FileKind file_;
  std::vector<std::string> texts_;  // of the lines, changed
  std::vector<std::size_t> in_section_;
  std::string title_;
  std::string_view line_end_;
  std::string additions_;
};

using Sections = std::map<std::string, ConfigSection>;

// As the file reads: of two titles for the same section the later one counts.
Sections meaning(std::string_view text, FileKind kind) {
  ConfigFile file = parse_config_file(text);
  Sections out;
  for (const std::string& title : file.order) {
    out[canonical_title(title, kind)] = std::move(file.sections.at(title));
  }
  return out;
}

}  // namespace

Result<std::string> set_in_config(std::string_view text, const SectionName& section,
                                  const ConfigSettings& settings) {
  if (auto good = check_section(section); !good) return std::unexpected(good.error());
  Editor editor(text, section);
  for (const auto& [key, value] : settings) {
    if (auto good = check_setting(key, value); !good) return std::unexpected(good.error());
    if (auto done = editor.set(key, value); !done) return std::unexpected(done.error());
  }
  std::string changed = editor.result();
  // The proof: the new text says what the old one said, and these settings.
  const FileKind kind = kind_of(section);
  Sections expected = meaning(text, kind);
  for (const auto& [key, value] : settings) {
    expected[editor.title()][key] = ConfigValue{value, {}};
  }
  if (meaning(changed, kind) == expected) return changed;
  return refuse(
      fmt::format("[{}] cannot be changed without changing other lines of the file; "
                  "change it by hand",
                  editor.title()));
}

}  // namespace cloudx::aws
