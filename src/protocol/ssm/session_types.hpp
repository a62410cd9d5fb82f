#pragma once
// What goes into a session and what comes out of it: the values that Session and its driver share.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/payload_size_discovery.hpp"
#include "protocol/ssm/responder.hpp"

namespace cloudx::ssm {

struct SessionOptions {
  ChannelOptions channel;  // with the session's id and target
  Secret token;            // TokenValue of StartSession
  std::string stream_url;  // StreamUrl of StartSession
  // How long a connection is tried for before the session has ever been open, and once it was: the
  // default idle timeout of a session.
  std::chrono::steady_clock::duration first_limit = std::chrono::seconds(60);
  std::chrono::steady_clock::duration resume_limit = std::chrono::minutes(20);
  // A loss that lasts longer is reported, see StillLost.
  std::chrono::steady_clock::duration loss_notice = std::chrono::seconds(5);
  // An agent that owes an acknowledge and has been silent for as long is looked at.
  std::chrono::steady_clock::duration agent_patience = std::chrono::minutes(1);
  // What payload to try with an agent of this version, in place of the channel's own options. It is
  // called once, when the session is open, and may be empty.
  std::function<PayloadChoice(std::string_view agent_version)> choose_payload = {};
  // Tells whether a transient error of ResumeSession can pass here: credentials that nobody renews
  // stay expired. Empty: every one can.
  std::function<bool(const Error&)> may_recover = {};
};

// The answer to ResumeSession.
struct ResumedSession {
  Secret token;            // empty: the session has timed out
  std::string stream_url;  // empty: the old one stays valid; otherwise it must be used
};

// What became of a far end that has been silent for long.
struct FarEnd {
  enum class State : std::uint8_t {
    there,
    gone,     // `why`: the session is over, and why
    unknown,  // `why` nobody can tell
  };
  State state = State::unknown;
  Error why;
};

// --- What the driver is asked to do. Each call is answered by one event of Session, also when it
// was cancelled; a websocket that is open when the session has ended is let go.

struct Dial {  // a websocket to this URL, exactly as given: dialled() or dial_failed()
  std::string stream_url;
};
struct Resume {};  // ssm:ResumeSession: resumed()
struct GenerateDataKey {
  DataKeyRequest request;  // kms:GenerateDataKey with exactly this context: data_key()
};
struct LookAtAgent {};  // from outside of the session: agent_looked_at()
struct CancelCalls {};  // the answers to all of the above are of no use any more
struct Terminate {};    // ssm:TerminateSession: terminated()
struct Close {};        // writes what it still has, then ends the websocket in order: closed()

// --- What the user may want to see.

// The session is open. Once.
struct Opened {
  SessionKind kind = SessionKind::raw_port;
  std::string agent_version;     // empty: the agent has not told it
  Properties properties;         // of the document, see HandshakeResponder::properties()
  std::string customer_message;  // that the account's administrator wants shown; often empty
};
struct Lost {  // the connection
  Error why;
};
// After Lost: some seconds have passed without a connection, or the session waits for credentials,
// which the user may have to renew. At most once for each of the two.
struct StillLost {
  Error why;
};
struct Restored {};
// For some seconds the service has said that the agent is not connected, while the agent owes an
// acknowledge; `back`: then it is again.
struct AgentAway {
  bool back = false;
};
// The agent could not connect to the port for as many local connections; it does not tell which.
struct ConnectionsRefused {
  int count = 0;
};
// The agent owes an acknowledge for long, and is not known to be gone. Once for each silence.
struct AgentSilent {
  FarEnd found;
};

using Notice =
    std::variant<Opened, Lost, StillLost, Restored, AgentAway, AgentSilent, ConnectionsRefused>;
using SessionAction =
    std::variant<Dial, Resume, GenerateDataKey, LookAtAgent, CancelCalls, Terminate, Close, Notice>;

struct SessionOutcome {
  enum class End : std::uint8_t {
    remote_closed,  // the far end closed normally
    remote_error,   // the far end closed and said why: error.message
    local_closed,   // nobody reads our output, or input ended and the remote has been quiet
    stopped,        // stop()
    failed,         // error.message
  };
  End end = End::failed;
  Error error;
  bool was_open = false;                                     // the handshake had been completed
  std::string agent_version;                                 // of a session that was open
  std::optional<std::size_t> payload_learnt = std::nullopt;  // see PayloadSizeDiscovery
  bool input_ended = false;                                  // of the local side
  // Of a command with separate output; -1: a signal has ended it. nullopt: not known.
  std::optional<std::int64_t> exit_code = std::nullopt;
  bool was_restored = false;  // the connection was lost and restored while the session was open
  // It was open, and the far end closed it without one byte from its target: as a rule nothing
  // listens there. `taken`: but something has taken bytes of ours.
  bool unanswered = false;
  bool taken = false;
  // TerminateSession failed: the session stays at the service until its idle timeout.
  std::optional<Error> not_terminated;
};

}  // namespace cloudx::ssm
