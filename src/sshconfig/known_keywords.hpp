#pragma once
// The keywords of ssh_config(5), of all versions.

#include <string_view>

namespace cloudx::sshconfig {

// That some version of ssh has. `keyword` is canonical, here and below.
[[nodiscard]] bool is_known_keyword(std::string_view keyword);

// That takes one word and no more; those are told that our hosts are made of, and their like.
[[nodiscard]] bool takes_one_value(std::string_view keyword);

}  // namespace cloudx::sshconfig
