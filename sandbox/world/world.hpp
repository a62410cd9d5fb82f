#pragma once
// Everything that the sandbox's AWS knows: one account, one region at a time.

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "sandbox/world/credentials.hpp"
#include "sandbox/world/faults.hpp"
#include "sandbox/world/identity_center.hpp"
#include "sandbox/world/incident.hpp"
#include "sandbox/world/instance.hpp"
#include "sandbox/world/pushed_keys.hpp"
#include "sandbox/world/session.hpp"

namespace cloudx::sandbox {

struct LoggedRequest {
  Time at;
  std::string service;
  std::string operation;
  std::string access_key_id;  // empty: not signed
  int status = 0;
  std::string error_code;  // empty: success
};

struct World {
  explicit World(Duration key_lifetime) : pushed_keys(key_lifetime) {}

  std::string region;
  std::string stream_host;  // authority of the ssmmessages listener: "localhost:4711"
  std::map<std::string, Instance, std::less<>> instances;
  std::map<std::string, Session, std::less<>> sessions;
  CredentialStore credentials;
  PushedKeys pushed_keys;
  Faults faults;
  std::deque<LoggedRequest> log;  // the newest kLogLimit ones
  IdentityCenter identity_center;

  // Set by the parts that must know at once.
  std::function<void(const Session&)> on_session_terminated = [](const Session&) {};
  std::function<void(std::string_view instance_id, std::string_view os_user)> on_key_pushed =
      [](std::string_view, std::string_view) {};
  std::function<Result<void>(const Incident&)> on_incident = [](const Incident&) {
    return Result<void>{};
  };

  void add(InstanceSpec spec, Time now);
  [[nodiscard]] Instance* instance(std::string_view id);
  [[nodiscard]] Session* session(std::string_view id);
  // Gives the session a fresh token and returns the stream URL with a new cell number.
  std::string renew(Session& session);
  void terminate(Session& session, std::string output);
  void record(LoggedRequest request);
};

}  // namespace cloudx::sandbox
