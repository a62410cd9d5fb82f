#pragma once
// A Session Manager session as the service keeps it.

#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "sandbox/world/clock.hpp"
#include "sandbox/world/session_kind.hpp"

namespace cloudx::sandbox {

enum class SessionState : std::uint8_t { open, terminated };

// What a session's document says once its parameters are filled in.
struct SessionPlan {
  SessionKind kind = SessionKind::raw_port;
  boost::json::object properties;  // of a Port document, as it stands there
  std::string port;
  std::string host;     // empty: the instance itself
  std::string command;  // of the two command types
  // Run without a shell even on a terminal, as in a container.
  bool without_shell = false;
  bool separate_output = false;
  std::string output_prefix;
  std::string error_prefix;
  std::string shell_profile;  // typed into the terminal at its start
  // Why the agent can not do it; empty: it can.
  std::string failure;
};

struct Session {
  std::string id;
  std::string target;
  std::string document;
  std::string reason;
  std::string client_version;  // as the client has told the service; empty before
  SessionPlan plan;
  std::string owner;        // ARN of the caller
  std::string token;        // opens the data channel once; empty when it was used
  std::uint64_t cells = 0;  // how many stream URLs were given out
  SessionState state = SessionState::open;
  bool connected = false;         // a client's websocket is open
  std::string output;             // the text of channel_closed
  std::uint64_t to_target = 0;    // bytes
  std::uint64_t from_target = 0;  // bytes
  std::uint64_t limit_kills = 0;  // websockets ended for too many messages
  // How often the multiplexer stopped to read because its receive bucket was empty.
  std::uint64_t mux_stalls = 0;
  std::string mux_error;         // why the multiplexer ended; empty: it has not
  std::string sha256_to_target;  // once it has ended, where the target keeps it
  Time started;
};

}  // namespace cloudx::sandbox
