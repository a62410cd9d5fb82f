#pragma once
// Which store the text of `service.store` means.

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::store {

enum class StoreKind : std::uint8_t { memory, sqlite, postgresql };

struct StoreName {
  StoreKind kind = StoreKind::sqlite;
  std::string where;  // the file's path, or the whole URI
};

// "PATH", "sqlite:PATH", "sqlite://" and an absolute path, ":memory:", "postgresql://...". Anything
// else that begins like a URL is Errc::configuration; the message tells the scheme alone, because a
// password may stand behind it. A path may have a colon behind its first slash.
[[nodiscard]] Result<StoreName> parse_store_name(std::string_view text);

}  // namespace cloudx::store
