#pragma once
// What a confined service can see and use, looked at before it is made.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::relay {

// With ProtectHome= and PrivateTmp= (systemd.exec(5)): whether the place is hidden from the
// service.
[[nodiscard]] bool is_hidden(const std::filesystem::path& path);
// Whether a file is there to read for any user, the service's too.
[[nodiscard]] bool can_all_read(const std::filesystem::path& path);

// That a program or folder can be used by the service: `what` begins the message, `remedy` ends it.
// `by_anybody`: also by a user that systemd makes up.
[[nodiscard]] Result<void> check_visible(std::string_view what, const std::filesystem::path& path,
                                         bool by_anybody, std::string_view remedy);

[[nodiscard]] Result<void> check_user(const std::string& name);

// A proxy's URL stands in the unit, which everybody can read.
[[nodiscard]] Result<void> check_no_password(std::string_view variable, std::string_view url);

}  // namespace cloudx::relay
