#include "home/vscode_settings.hpp"

#include <algorithm>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace cloudx::home {

namespace {

// A cold start of the instance fits into it.
constexpr int kConnectTimeout = 90;
constexpr std::string_view kConfigFile = "remote.SSH.configFile";
constexpr std::string_view kNotJson =
    "VS Code's settings.json is not a JSON object; correct it there first";

struct Member {
  std::string name;
  std::size_t value = 0;  // where the value's text begins and ends
  std::size_t value_end = 0;
};

// Walks over the members of the outermost object. Comments, as VS Code allows them, and a comma
// before the closing brace are passed over.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool scan() {
    skip_blank();
    if (!take('{')) return false;
    last_end_ = at_;
    skip_blank();
    while (!at_char('}')) {
      if (!member()) return false;
      skip_blank();
      comma_ = take(',');
      if (comma_) {
        last_end_ = at_;
        skip_blank();
      } else if (!at_char('}')) {
        return false;
      }
    }
    close_ = at_++;
    skip_blank();
    return at_ == text_.size();
  }

  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  // Of the last member with its comma, or of the opening brace.
  [[nodiscard]] std::size_t last_end() const { return last_end_; }
  [[nodiscard]] bool trailing_comma() const { return comma_; }
  [[nodiscard]] std::size_t close() const { return close_; }

 private:
  [[nodiscard]] bool at_char(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!at_char(c)) return false;
    ++at_;
    return true;
  }

  void skip_blank() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const auto end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  bool member() {
    const std::size_t name = at_;
    if (!string()) return false;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(text_.substr(name, at_ - name), error);
    if (error) return false;
    skip_blank();
    if (!take(':')) return false;
    skip_blank();
    Member found{std::string(std::string_view(parsed.get_string())), at_, 0};
    if (!value()) return false;
    found.value_end = last_end_ = at_;
    members_.push_back(std::move(found));
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    return take('"');
  }

  bool value() {
    int depth = 0;
    const std::size_t begin = at_;
    do {
      skip_blank();
      if (at_ >= text_.size()) return false;
      const char c = text_[at_];
      if (c == '"') {
        if (!string()) return false;
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0 || !ended());
    return at_ > begin;
  }

  // After a number, a word, a string or a closing bracket at the outermost level.
  [[nodiscard]] bool ended() const {
    return at_ >= text_.size() || std::string_view(",} \t\r\n/").contains(text_[at_]);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t last_end_ = 0;
  std::size_t close_ = 0;
  bool comma_ = false;
  std::vector<Member> members_;
};

const Member* find(const Scanner& scanner, std::string_view name) {
  const Member* found = nullptr;  // of several VS Code takes the last
  for (const Member& member : scanner.members()) {
    if (member.name == name) found = &member;
  }
  return found;
}

// Behind the last member and the comment on its line, which stays its own.
std::size_t insertion_point(std::string_view text, const Scanner& scanner) {
  const std::size_t end = scanner.last_end();
  std::size_t line_end = text.find('\n', end);
  if (line_end == std::string_view::npos || line_end > scanner.close()) return end;
  const std::string_view rest = text.substr(end, line_end - end);
  const auto block = rest.rfind("/*");
  const bool open = block != std::string_view::npos && !rest.substr(block).contains("*/");
  if (open) return end;
  if (rest.ends_with('\r')) --line_end;
  return line_end;
}

std::string inserted(std::string_view text, const Scanner& scanner, const std::string& member) {
  const std::string newline = text.contains("\r\n") ? "\r\n" : "\n";
  const std::size_t at = insertion_point(text, scanner);
  const bool close_on_line = text.substr(at, scanner.close() - at).contains('\n');
  const bool first = scanner.members().empty();
  std::string out(text);
  out.insert(
      at, fmt::format("{}    {}{}{}", newline, member,
                      !first && scanner.trailing_comma() ? "," : "", close_on_line ? "" : newline));
  if (!first && !scanner.trailing_comma()) out.insert(scanner.last_end(), ",");
  return out;
}

// Sets one member; `keep` says that the present value will do.
template <class Keep>
Result<std::string> with_member(std::string_view text, std::string_view name,
                                const std::string& value, Keep keep) {
  Scanner scanner(text);
  if (!scanner.scan()) return fail(Errc::configuration, std::string(kNotJson));
  const Member* const present = find(scanner, name);
  if (present == nullptr) {
    return inserted(text, scanner, fmt::format("\"{}\": {}", name, value));
  }
  const auto size = present->value_end - present->value;
  if (keep(text.substr(present->value, size))) return std::string(text);
  return std::string(text).replace(present->value, size, value);
}

bool at_least(std::string_view number, int least) {
  boost::system::error_code error;
  const auto value = boost::json::parse(number, error);
  return !error && value.is_number() && value.to_number<double>(error) >= least && !error;
}

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

}  // namespace

std::filesystem::path vscode_settings_file(const Surroundings& surroundings) {
  const std::filesystem::path home = surroundings.home;
#ifdef __APPLE__
  const auto base = home / "Library" / "Application Support";
#else
  const auto configured = surroundings.environment.get("XDG_CONFIG_HOME");
  const auto base = configured ? std::filesystem::path(*configured) : home / ".config";
#endif
  return base / "Code" / "User" / "settings.json";
}

Result<std::string> with_remote_ssh(std::string_view settings, std::string_view ssh_config) {
  const bool blank = settings.find_first_not_of(" \t\r\n") == std::string_view::npos;
  const std::string file = quoted(ssh_config);
  auto text = with_member(blank ? "{\n}\n" : settings, kConfigFile, file,
                          [&](std::string_view value) { return value == file; });
  if (!text) return text;
  return with_member(*text, "remote.SSH.connectTimeout", std::to_string(kConnectTimeout),
                     [](std::string_view value) { return at_least(value, kConnectTimeout); });
}

std::string with_moved_config(std::string_view settings, std::string_view from,
                              std::string_view to) {
  Scanner scanner(settings);
  if (!scanner.scan()) return std::string(settings);
  const Member* const present = find(scanner, kConfigFile);
  std::string out(settings);
  if (present == nullptr) return out;
  const auto size = present->value_end - present->value;
  if (settings.substr(present->value, size) != quoted(from)) return out;
  return out.replace(present->value, size, quoted(to));
}

}  // namespace cloudx::home
