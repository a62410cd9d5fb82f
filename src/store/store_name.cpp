#include "store/store_name.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cloudx::store {

namespace {

constexpr std::string_view kMemory = ":memory:";

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// RFC 3986 section 3.1, in lower case; "" for a text that begins otherwise.
std::string scheme_of(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
  if (end == text.end() || *end != ':' || !is_letter(text.front())) return {};
  std::string scheme(text.begin(), end);
  for (char& c : scheme) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return scheme;
}

Result<StoreName> sqlite_name(std::string_view path) {
  if (path == kMemory) return StoreName{StoreKind::memory, std::string(path)};
  if (path.starts_with("//")) {
    path.remove_prefix(2);
    if (!path.starts_with('/')) {
      return fail(Errc::configuration, "names a host: write sqlite:PATH, or the path alone");
    }
  }
  if (path.empty()) return fail(Errc::configuration, "names no file: write sqlite:PATH");
  return StoreName{StoreKind::sqlite, std::string(path)};
}

}  // namespace

Result<StoreName> parse_store_name(std::string_view text) {
  if (text == kMemory) return StoreName{StoreKind::memory, std::string(text)};
  const std::string scheme = scheme_of(text);
  if (scheme.empty()) return StoreName{StoreKind::sqlite, std::string(text)};
  const std::string_view rest = text.substr(scheme.size() + 1);
  if (scheme == "sqlite") return sqlite_name(rest);
  const bool is_postgresql = scheme == "postgresql" || scheme == "postgres";
  if (is_postgresql && rest.starts_with("//")) {
    return StoreName{StoreKind::postgresql, fmt::format("{}:{}", scheme, rest)};
  }
  return fail(Errc::configuration,
              fmt::format("is of a kind that there is not (\"{}:\"): a file's path, sqlite:PATH, "
                          "postgresql://... and :memory: are",
                          scheme));
}

}  // namespace cloudx::store
