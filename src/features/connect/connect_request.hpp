#pragma once
// What `cloudx-proxy connect` is asked to do: the command line, not yet looked up or checked.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "home/account.hpp"
#include "home/locations.hpp"
#include "session/session_plan.hpp"

namespace cloudx::connect {

struct ConnectRequest {
  std::string target;       // as given: "i-0123456789abcdef0" or "mi-..."
  std::string port = "22";  // as given
  home::AccountRequest account;
  home::LocationRequest locations;
  std::string os_user = "ec2-user";
  std::optional<std::string> owner_tag;  // the key of the one that names the owner; kOwnerTag
  // Until the first byte from the instance's SSH server may pass.
  std::chrono::seconds timeout{300};
  // As given: "auto", or bytes of a data message at most.
  std::optional<std::string> payload_size;
  // As given: messages a second at most, or "unlimited".
  std::optional<std::string> message_rate;
  // One that opens a raw port; the number of the port is filled in. Without a name: that of the
  // configuration, else AWS-StartSSHSession.
  session::SessionDocument document;
  bool dry_run = false;
};

}  // namespace cloudx::connect
