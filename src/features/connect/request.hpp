#pragma once
// What `cloudx-proxy connect` is asked to do: the command line, not yet looked up or checked.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace cloudx::connect {

struct ConnectRequest {
  std::string target;       // as given: "i-0123456789abcdef0" or "mi-..."
  std::string port = "22";  // as given
  std::optional<std::string> profile;
  std::optional<std::string> region;
  std::optional<std::string> ssh_key;     // key name inside the directory
  std::optional<std::string> ssh_config;  // file; its folder is the directory
  std::optional<std::string> ssh_dir;     // the directory; wins over ssh_config
  std::optional<std::string> aws_env;     // ~/.aws/aws-envs/NAME/{config,credentials}
  std::string os_user = "ec2-user";
  // Until the first byte from the instance's SSH server may pass.
  std::chrono::seconds timeout{300};
  unsigned payload_size = 1024;  // bytes of a data message at most
  bool dry_run = false;
};

}  // namespace cloudx::connect
