#pragma once
// What the reconciler asks for, one thing at a time, and what comes back. Whoever carries it out
// has the sockets, the store and the clock: the service, or a simulation.

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "features/relay/reconcile/vm.hpp"
#include "store/relay_state.hpp"
#include "store/store.hpp"

namespace cloudx::relay {

// Asked of EC2.
struct FindImage {};  // the newest one for relays
struct DescribeVms {  // all of an endpoint, terminated ones too, for as long as EC2 shows them
  std::string endpoint;
};
struct DescribeAlive {};  // of all endpoints
// Launches, or gives what the token has launched before (perhaps terminated by now).
struct RunInstance {
  std::string endpoint;
  std::string client_token;
  std::string image_id;
  std::uint32_t attempt = 0;  // from 1 on; it decides which instance type and place are tried
};
struct TerminateVms {
  std::vector<std::string> instance_ids;
};
// Asked of the relay itself: whether something that speaks SSH answers.
struct Probe {
  std::string address;
};
using Ec2Action =
    std::variant<FindImage, DescribeVms, DescribeAlive, RunInstance, TerminateVms, Probe>;

struct Ec2Request {
  Ec2Action action;
  std::chrono::milliseconds limit{};  // an answer that comes later counts as a timeout
};

// Asked of the store.
struct ReadRecord {
  std::string id;
};
struct ReadLive {};    // all records with a phase
struct CheckStore {};  // whether it takes changes in
struct ChangeRecord {
  std::string id;
  store::Change change;
  bool begins_work = false;  // records should be looked through soon
};

struct Pause {
  std::chrono::milliseconds duration{};
};
struct Done {};

using Action =
    std::variant<Ec2Request, ReadRecord, ReadLive, CheckStore, ChangeRecord, Pause, Done>;

// What was seen of EC2.
struct ImageSeen {
  Result<std::string> image_id;
};
struct VmsSeen {
  Result<std::vector<Vm>> vms;
};
struct LaunchSeen {
  Result<Vm> vm;
};
struct TerminationSeen {
  std::vector<std::string> instance_ids;
  // False when EC2 does not know one of them (yet, or any more); the others end all the same.
  Result<bool> all_known;
};
struct ProbeSeen {
  bool answers = false;
};
// What was seen of the store.
struct RecordSeen {
  Result<store::RelayState> record;
};
struct LiveSeen {
  Result<std::vector<store::RelayState>> live;
};
struct StoreSeen {
  bool takes_changes = false;
};

// monostate: nothing yet, or a pause is over.
using Observation = std::variant<std::monostate, ImageSeen, VmsSeen, LaunchSeen, TerminationSeen,
                                 ProbeSeen, RecordSeen, LiveSeen, StoreSeen>;

// A sentence for the audit log.
struct Note {
  std::string endpoint;  // "" for all of them
  std::string what;
};

}  // namespace cloudx::relay
