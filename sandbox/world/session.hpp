#pragma once
// A Session Manager session as the service keeps it.

#include <cstdint>
#include <string>

#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

enum class SessionState : std::uint8_t { open, terminated };

struct Session {
  std::string id;
  std::string target;
  std::string document;
  std::string port = "22";
  bool local_port_forwarding = false;  // Properties.type is LocalPortForwarding
  std::string local_port = "0";
  std::string owner;        // ARN of the caller
  std::string token;        // opens the data channel once; empty when it was used
  std::uint64_t cells = 0;  // how many stream URLs were given out
  SessionState state = SessionState::open;
  std::string output;             // the text of channel_closed
  std::uint64_t to_target = 0;    // bytes
  std::uint64_t from_target = 0;  // bytes
  std::uint64_t limit_kills = 0;  // websockets ended for too many messages
  std::string sha256_to_target;   // once it has ended, where the target keeps it
  Time started;
};

}  // namespace cloudx::sandbox
