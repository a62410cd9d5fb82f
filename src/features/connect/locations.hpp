#pragma once
// Where the key lives and which names are the defaults: those of the tool that this one replaces,
// so that its users' files keep working.

#include <filesystem>
#include <string>
#include <string_view>

#include "features/connect/request.hpp"

namespace cloudx::connect {

struct Locations {
  std::filesystem::path directory;   // keys and ssh config
  std::string key_name;              // private half directory/key_name, public half with ".pub"
  std::string default_profile;       // used where no profile was named
  std::filesystem::path public_key;  // directory/key_name.pub
};

// `program` is the basename of argv[0]. Profile and key are "vscode" and the directory
// ~/.ssh/vscode; where ~/.ssh/cloudX exists, or the program is called cloudX-proxy, they are
// "cloudX" and
// ~/.ssh/cloudX.
[[nodiscard]] Locations find_locations(const ConnectRequest& request, std::string_view program,
                                       std::string_view home);

}  // namespace cloudx::connect
