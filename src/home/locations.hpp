#pragma once
// Where the keys and our ssh config live and which names are the defaults: those of the tool that
// this one replaces, so that its users' files keep working.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "home/process_context.hpp"

namespace cloudx::home {

// As given on the command line.
struct LocationRequest {
  std::optional<std::string> ssh_key;     // key name inside the directory
  std::optional<std::string> ssh_config;  // file; its folder is the directory
  std::optional<std::string> ssh_dir;     // the directory; wins over ssh_config
};

struct Locations {
  std::filesystem::path directory;   // keys and ssh config
  std::filesystem::path ssh_config;  // the file with our hosts
  std::string key_name;              // private half directory/key_name, public half with ".pub"
  std::string default_profile;       // used where no profile was named
  std::filesystem::path public_key;  // directory/key_name.pub
};

// Profile and key are "vscode" and the directory ~/.ssh/vscode; where ~/.ssh/cloudX exists, or
// neither does and the program is called cloudX-proxy, they are "cloudX" and ~/.ssh/cloudX.
[[nodiscard]] Locations find_locations(const LocationRequest& request,
                                       const ProcessContext& context);

// The ssh config file that holds our hosts: as the options say, else that of the default directory,
// and where there is none yet, that of the other one (~/.ssh/vscode, ~/.ssh/cloudX). It need not
// exist.
[[nodiscard]] std::filesystem::path own_config(const LocationRequest& request,
                                               const ProcessContext& context);

}  // namespace cloudx::home
