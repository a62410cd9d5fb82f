#pragma once
// What is made to go wrong. Set by options at the start and by POST /_sandbox/faults at run time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/network/path.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

// An API operation that fails instead of being carried out.
struct ApiFault {
  std::string operation;  // "StartSession", or "*" for any
  std::string code;
  std::string message = "This error was ordered from the sandbox";
  int status = 400;
  std::optional<int> count;  // how often; nullopt: always
};

enum class Garbage : std::uint8_t { none, bad_digest, bad_header_length, random, text };

struct Faults {
  std::vector<ApiFault> api;
  std::vector<std::string> denied;  // operations answered as IAM does without a permission
  // Probabilities for each numbered or acknowledge message on the websocket, both ways.
  double drop = 0;
  double duplicate = 0;
  double reorder = 0;
  // The websocket's TCP connection is cut after that many messages or bytes (both ways together,
  // counted per connection), at most `cuts` times in a session. 0: never; cuts 0: every time.
  std::uint64_t cut_after_messages = 0;
  std::uint64_t cut_after_bytes = 0;
  std::uint64_t cuts = 0;
  // How many of the agent's acknowledges are withheld in each session.
  std::uint64_t suppress_acknowledges = 0;
  // Messages a second that the service takes from a websocket of a client (message_limit.hpp); 0:
  // any number.
  std::uint64_t message_limit = 0;
  // Every garbage_every-th message of the agent arrives spoiled.
  Garbage garbage = Garbage::none;
  std::uint64_t garbage_every = 10;
  bool no_handshake = false;                  // the agent never says a word
  std::optional<std::string> channel_closed;  // the session ends at once with this output
  Duration bye_after{};               // > 0: closes the websocket with 1000 "Bye" at that age
  bool resume_without_token = false;  // ResumeSession answers as for a session timed out
  bool publication_events = false;    // the agent is told when the client comes and goes
  bool credentials_expired = false;   // every temporary credential counts as expired
  Duration credentials_lifetime{};    // > 0: of new temporary ones, whatever was asked for
  bool access_keys_unknown = false;   // no access key is known any more
  // Operations that are carried out while their answer is lost: another one instead, or (status 0)
  // the connection closes without any.
  std::vector<ApiFault> lost_answers;
  // EC2 answers every so many-th call (0: none), and those above the rate (calls a second, 0: any),
  // with RequestLimitExceeded.
  std::uint64_t ec2_throttle_every = 0;
  std::uint64_t ec2_rate = 0;
  std::uint64_t api_rate = 0;             // the same for each of the other services
  std::vector<ApiFault> launch_failures;  // new instances die while pending; code: the stateReason
  Duration launch_hidden{};               // other calls do not know a new instance for that long
  Duration vm_pending = std::chrono::milliseconds(500);  // no fault: of new instances
  std::uint64_t vm_time_scale = 1;  // no fault: how many times faster than ours time passes in VMs
  Duration vm_boot{};               // no fault: from running to the first step of the boot
  // Resources of stacks that fail: "CREATE KeyPair", "UPDATE KeyPair", "DELETE KeyPair"; the reason
  // is the message.
  std::vector<ApiFault> resource_failures;
  Duration resource_time = std::chrono::milliseconds(100);  // no fault: each takes twice that
  PathOptions path;                                         // of sessions that open from now on
  std::uint64_t source_bytes = 64U << 20;  // no fault: how much port 19 sends (builtin_target.hpp)

  [[nodiscard]] Duration lifetime_of(Duration asked) const {
    return credentials_lifetime > Duration::zero() ? credentials_lifetime : asked;
  }
};

// Changes the fields that `patch` names (docs: the list in faults.cpp); Errc::usage for an unknown
// name or a value of the wrong kind, and then nothing is changed.
[[nodiscard]] Result<void> apply_patch(Faults& faults, const boost::json::object& patch);

// The fault for that operation, if one is ordered and not used up; counts it.
[[nodiscard]] const ApiFault* take_fault(std::vector<ApiFault>& faults, std::string_view operation);

// "StartSession:ThrottlingException[:STATUS[:COUNT[:MESSAGE]]]": the value of --api-error.
[[nodiscard]] Result<ApiFault> parse_api_fault(std::string_view text);

}  // namespace cloudx::sandbox
