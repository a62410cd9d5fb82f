#pragma once
// Which session is wanted with which node, and in whose name: what waking the node, starting the
// session and every message about it need to know.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "home/account.hpp"
#include "instances/owner.hpp"
#include "instances/target.hpp"
#include "instances/target_spec.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::session {

// The session document (AWS Systems Manager, "Session document schema") and its parameters.
struct SessionDocument {
  std::string name;  // or its ARN; empty: the account's preferences for a shell
  std::map<std::string, std::string> parameters;
  std::string reason;  // kept by AWS with the session; often empty

  // For messages: "the document AWS-StartSSHSession".
  [[nodiscard]] std::string describe() const;
};

// A session with a container of ECS.
struct ContainerSession {
  instances::EcsTarget container;
  // Of ecs:ExecuteCommand, which knows no documents. Empty: the session has a document, as those
  // have that forward a port.
  std::string command;
};

struct SessionPlan {
  instances::Target target;
  std::optional<ContainerSession> container;  // where the target is one
  SessionDocument document;
  std::string owner_tag = instances::kOwnerTag;  // names the instance's owner
  home::Account account;
  std::string default_profile;        // that is tried where none is named; for messages
  std::chrono::seconds timeout{300};  // until bytes may pass, a cold start included
  std::string client_version{ssm::kClientVersion};  // that agent and service are told

  [[nodiscard]] const std::string& region() const { return account.region(); }
  // "i-0123456789abcdef0 (profile vscode, region eu-west-1)"
  [[nodiscard]] std::string describe() const;
};

}  // namespace cloudx::session
