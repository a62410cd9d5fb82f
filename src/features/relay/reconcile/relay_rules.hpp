#pragma once
// What may happen to an endpoint's relay, and what is to be done for it next. Pure: every function
// is a change for store::Store::change or looks at a state.

#include <chrono>
#include <string>
#include <string_view>

#include "store/relay_state.hpp"

namespace cloudx::relay {

using store::RelayState;
using store::Time;

// How long the parts of a launch may take before it is given up.
inline constexpr std::chrono::minutes kLaunchLimit{4};
// EC2 may not show a new instance for some seconds (its API is eventually consistent).
inline constexpr std::chrono::seconds kUnseenLimit{60};
// After which a relay is told although its SSH server was not seen from here: a firewall may hide
// it from the service alone.
inline constexpr std::chrono::seconds kProbeLimit{90};
inline constexpr std::uint32_t kMaxAttempts = 3;
// For how long EC2 may refuse a launch, in whatever way, before that is told: clients wait for it.
inline constexpr std::chrono::seconds kRefusalLimit{30};
// The idle end is the VM's own: it counts its clients, and one of which nothing is heard may have
// it in use all the same. The service ends what outlives that by far, for then the VM's own watch
// has failed: after so many times the idle limit, and that long at least.
inline constexpr int kUnheardFactor = 12;
inline constexpr std::chrono::minutes kUnheardAtLeast{60};
// For how long a client that was heard of counts as being there: one of version 2 is heard of once
// a minute at least.
inline constexpr std::chrono::seconds kPresentFor{90};

enum class NextStep : std::uint8_t {
  nothing,    // no relay
  prepare,    // launching: takes over a VM that is there, or chooses an image
  launch,     // RunInstances, once or again
  look,       // until EC2 has it running
  probe,      // until its SSH server answers
  watch,      // running
  find,       // ending: RunInstances was sent, its answer never read
  terminate,  // ending
};
[[nodiscard]] NextStep next_step(const RelayState& state);

// A client wants in. Joins what there is or begins a launch with `token`; a relay that is ending
// must have ended first (false, as for nothing that changed). `client`: its own name for itself, ""
// where it has none.
bool want(RelayState& state, Time now, std::string_view token, bool v1,
          std::string_view client = {});
// A client still has it.
bool use(RelayState& state, Time now);
// Somebody wants its end; `why` is kept as the error of a launch that failed.
bool begin_end(RelayState& state, std::string_view step, std::string_view why);
// The launch with the client token `token` cannot succeed: what there is of it ends. False when
// another node has it running by now, or has begun the next one.
bool abandon_launch(RelayState& state, std::string_view token, std::string_view step,
                    std::string_view why);
// The relay of that token has reached a limit.
bool outlived(RelayState& state, std::string_view token);
// The client that it was launched for does not want it any more: it ends unless others came.
bool give_up(RelayState& state, std::string_view client);

// `owner` works on it until `now` + `lease`; false while another one does.
bool take_lease(RelayState& state, std::string_view owner, Time now, std::chrono::seconds lease);
bool give_lease(RelayState& state, std::string_view owner);

// What the one who works on it found. Each is about the attempt with the client token `token`, and
// false when that is no longer the state's.
bool chose_image(RelayState& state, std::string_view token, std::string_view image);
struct Launched {
  std::string instance_id;
  std::string client_token;  // another than the attempt's where a relay was there already
  Time at;
};
bool launched(RelayState& state, std::string_view token, const Launched& instance);
bool got_address(RelayState& state, std::string_view token, std::string_view address);
bool is_ready(RelayState& state, std::string_view token, std::string_view host_key, Time now);
// The instance died while it was launched: another attempt with `next_token`, or the end.
bool died(RelayState& state, std::string_view token, std::string_view why,
          std::string_view next_token);
// EC2 has no room for what was asked for: another attempt, with `next_token`, for something else.
// The first of the reasons is kept, for when nothing else is left.
bool crowded_out(RelayState& state, std::string_view token, std::string_view why,
                 std::string_view next_token);
// EC2 will never launch it.
bool refused(RelayState& state, std::string_view token, std::string_view why);
bool ended(RelayState& state, std::string_view token);

// A VM of an endpoint that has no relay by its record, because the record was lost or because
// another program launched the VM. Taken in: it runs, and who uses it is not known. Ended: somebody
// wants the end of what there is.
bool taken_in(RelayState& state, const Launched& instance, std::string_view address,
              std::string_view host_key, Time now);
bool begin_end_of(RelayState& state, const Launched& instance, Time now);
// Whether a VM that was launched at that time can be the one that the record had last.
[[nodiscard]] bool may_have_had(const RelayState& state, Time launched_at);

[[nodiscard]] bool launch_overdue(const RelayState& state, Time now);
// Times of a running relay, as measured by a clock that nobody sets (hearing.hpp).
struct RelayTimes {
  std::chrono::seconds unheard{};  // no client was heard of, while one could have been
  std::chrono::seconds age{};
};
// Why a running relay has to end now; "" while it has not.
[[nodiscard]] std::string_view limit_reached(const RelayState& state, const RelayTimes& times,
                                             std::chrono::minutes idle, std::chrono::hours most);

}  // namespace cloudx::relay
