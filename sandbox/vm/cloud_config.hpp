#pragma once
// User data as cloud-init reads it ("#cloud-config", cloudinit.readthedocs.io): the modules that
// the sandbox's virtual machines carry out.

#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/error.hpp"

namespace cloudx::sandbox {

using Command = std::vector<std::string>;  // one that was a text is {"sh", "-c", TEXT}

struct WrittenFile {
  std::string path;
  std::string content;
  mode_t mode = 0644;
  bool append = false;
};

struct CloudConfig {
  std::map<std::string, std::string> host_keys;  // "ed25519_private" -> content
  std::vector<std::string> authorized_keys;      // of the default user, besides the key pair's
  std::vector<WrittenFile> files;
  std::vector<Command> boot_commands;
  std::vector<Command> run_commands;
  std::vector<std::string> passed_over;  // keys that the sandbox does nothing about
};

// Nothing at all for an empty text. Errc::configuration where cloud-init would pass over it: it is
// no "#cloud-config", no YAML, or a value has the wrong form.
[[nodiscard]] Result<CloudConfig> parse_cloud_config(std::string_view user_data);

}  // namespace cloudx::sandbox
