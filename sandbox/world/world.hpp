#pragma once
// Everything that the sandbox's AWS knows: one account, one region at a time.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/world/credentials.hpp"
#include "sandbox/world/document.hpp"
#include "sandbox/world/faults.hpp"
#include "sandbox/world/identity_center.hpp"
#include "sandbox/world/incident.hpp"
#include "sandbox/world/instance.hpp"
#include "sandbox/world/launch.hpp"
#include "sandbox/world/pushed_keys.hpp"
#include "sandbox/world/session.hpp"
#include "sandbox/world/sign_in.hpp"
#include "sandbox/world/throttle.hpp"

namespace cloudx::sandbox {

struct LoggedRequest {
  Time at;
  std::string service;
  std::string operation;
  std::string access_key_id;  // empty: not signed
  int status = 0;
  std::string error_code;  // empty: success
};

// What the sandbox's own user may do; roles may do everything.
enum class Policy : std::uint8_t {
  everything,
  // That of aws-ssh-proxy's CloudFormation stack: api/policy.cpp.
  original,
};

// What a client token of RunInstances was used for.
struct UsedToken {
  std::string parameters;
  std::vector<std::string> instances;
};

// What a part above the world keeps in it for as long as the world lasts.
struct WorldExtension {
  WorldExtension() = default;
  WorldExtension(const WorldExtension&) = delete;
  WorldExtension& operator=(const WorldExtension&) = delete;
  virtual ~WorldExtension() = default;
};

struct World {
  explicit World(Duration key_lifetime) : pushed_keys(key_lifetime) {}

  std::string region;
  std::string stream_host;  // authority of the ssmmessages listener: "localhost:4711"
  std::map<std::string, Instance, std::less<>> instances;
  std::map<std::string, Session, std::less<>> sessions;
  Documents documents = amazon_documents();
  // What names of remote hosts stand for at the instances; addresses of loopback.
  std::map<std::string, std::vector<std::string>, std::less<>> hosts;
  std::vector<Image> images = amazon_images();
  std::map<std::string, LaunchTemplate, std::less<>> launch_templates;  // by name
  std::map<std::string, UsedToken, std::less<>> client_tokens;
  std::map<std::string, std::string, std::less<>> key_pairs;  // name -> line of authorized_keys
  std::map<std::string, std::set<std::string>> group_users;   // security group -> launch templates
  std::set<std::string, std::less<>> users;                   // of IAM
  std::unique_ptr<WorldExtension> stacks;                     // stacks_of()
  CredentialStore credentials;
  Policy policy = Policy::everything;
  PushedKeys pushed_keys;
  Faults faults;
  std::map<std::string, Throttle, std::less<>> throttles;  // by service
  std::deque<LoggedRequest> log;                           // the newest kLogLimit ones
  IdentityCenter identity_center;
  SignIn sign_in;

  // Set by the parts that must know at once.
  std::function<void(const Session&)> on_session_terminated = [](const Session&) {};
  std::function<void(std::string_view instance_id, std::string_view os_user)> on_key_pushed =
      [](std::string_view, std::string_view) {};
  std::function<void()> on_faults_set = [] {};
  std::function<void(const std::string& instance_id)> on_launched = [](const std::string&) {};
  // Somebody has stopped or terminated it.
  std::function<void(const std::string& instance_id)> on_state_set = [](const std::string&) {};
  // What a launched instance has written to its console.
  std::function<std::string(const std::string& instance_id)> console_of = [](const std::string&) {
    return std::string();
  };
  std::function<Result<void>(const Incident&)> on_incident = [](const Incident&) {
    return Result<void>{};
  };

  void add(InstanceSpec spec, Time now);
  // Adds an instance in state pending and gives it an id, which it returns, and addresses.
  const std::string& launch(InstanceSpec spec, Launch launch, Time now);
  [[nodiscard]] Instance* instance(std::string_view id);
  [[nodiscard]] Session* session(std::string_view id);
  // Gives the session a fresh token and returns the stream URL with a new cell number.
  std::string renew(Session& session);
  void terminate(Session& session, std::string output);
  void record(LoggedRequest request);
};

}  // namespace cloudx::sandbox
