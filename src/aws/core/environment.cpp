#include "aws/core/environment.hpp"

#include <cstdlib>

#include "aws/core/text.hpp"
#include "os/file.hpp"
#include "os/platform.hpp"

namespace cloudx::aws {

namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The name of a variable at the front of `text`, and how much of the text it takes with its signs:
// $NAME and ${NAME}, on Windows %NAME% as well (Python's os.path.expandvars(), which the AWS CLI
// uses).
struct Reference {
  std::string_view name;
  std::size_t length = 0;
};

Reference reference_at(std::string_view text) {
  if (os::kIsWindows && text.starts_with('%')) {
    const std::size_t close = text.find('%', 1);
    if (close == std::string_view::npos) return {};
    return {text.substr(1, close - 1), close + 1};
  }
  if (!text.starts_with('$')) return {};
  if (text.starts_with("${")) {
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos) return {};
    return {text.substr(2, close - 2), close + 1};
  }
  std::size_t end = 1;
  while (end < text.size() && is_name_character(text[end])) ++end;
  return {text.substr(1, end - 1), end};
}

}  // namespace

Environment Environment::of_process() {
  return Environment([](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
}

std::optional<std::string> Environment::get(std::string_view name) const {
  std::optional<std::string> value = lookup_(name);
  if (value && value->empty()) value.reset();
  return value;
}

bool Environment::is_true(std::string_view name) const {
  return lower(get(name).value_or("")) == "true";
}

std::string Environment::home() const {
  return get(os::kIsWindows ? "USERPROFILE" : "HOME").value_or("");
}

std::string Environment::expand(std::string_view path) const {
  std::string out;
  for (std::size_t i = 0; i < path.size();) {
    const Reference reference = reference_at(path.substr(i));
    const auto value = reference.name.empty() ? std::nullopt : get(reference.name);
    if (value) {
      out += *value;
      i += reference.length;
    } else {
      out += path[i++];
    }
  }
  return os::expand_tilde(out, home()).string();
}

}  // namespace cloudx::aws
