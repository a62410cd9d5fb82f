#include "home/home_path.hpp"

#include <array>
#include <system_error>

namespace cloudx::home {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 6> kForms = {"~",  "$HOME",       "${HOME}",
                                                    "%d", "${env:HOME}", "${userHome}"};

// "${HOME}/a" -> "${HOME}"; nothing where the path begins otherwise.
std::string_view form_of(std::string_view text) {
  for (const std::string_view form : kForms) {
    if (text == form || (text.starts_with(form) && text[form.size()] == '/')) return form;
  }
  return {};
}

// Whether they are one folder, which need not exist (any more).
bool same_place(const fs::path& one, const fs::path& other) {
  if (one == other) return true;
  if (one.filename() != other.filename()) return false;
  std::error_code error;
  const fs::path above = fs::weakly_canonical(one.parent_path(), error);
  return !error && above == fs::weakly_canonical(other.parent_path(), error) && !error;
}

std::optional<fs::path> rebased(const fs::path& path, const FolderMove& move) {
  fs::path at = path.lexically_normal();
  if (!at.has_filename()) at = at.parent_path();
  fs::path rest;
  while (at.has_relative_path()) {
    if (same_place(at, move.from)) return rest.empty() ? move.to : move.to / rest;
    rest = rest.empty() ? at.filename() : at.filename() / rest;
    at = at.parent_path();
  }
  return std::nullopt;
}

}  // namespace

fs::path expand_home(std::string_view text, const fs::path& home) {
  const std::string_view form = form_of(text);
  if (form.empty()) return text;
  const std::string_view rest = text.substr(form.size());
  const auto name = rest.find_first_not_of('/');
  return name == std::string_view::npos ? home : home / rest.substr(name);
}

std::optional<std::string> moved_path(std::string_view text, const FolderMove& move) {
  const fs::path path = expand_home(text, move.home);
  if (!path.is_absolute()) return std::nullopt;
  const auto moved = rebased(path, move);
  if (!moved) return std::nullopt;
  const std::string_view form = form_of(text);
  const fs::path relative = moved->lexically_relative(move.home);
  const bool below = !relative.empty() && relative.begin()->string() != "..";
  if (form.empty() || !below) return moved->generic_string();
  return std::string(form) + "/" + relative.generic_string();
}

}  // namespace cloudx::home
