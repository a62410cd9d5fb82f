#pragma once
// What the relay service remembers: one record an endpoint, who was heard of when, and what
// happened.

#include <chrono>
#include <cstdint>
#include <string>

#include "protocol/relay/relay_phase.hpp"

namespace cloudx::store {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

using relay::name;
using relay::relay_phase;
using relay::RelayPhase;

// All texts here are UTF-8 without NUL, which is what PostgreSQL takes; an id is at most 1000 bytes
// long.

// The VM of one endpoint, or that there is none.
struct RelayState {
  std::string id;  // of the endpoint
  RelayPhase phase = RelayPhase::none;
  std::uint64_t version = 0;  // grows with each change that waiting clients are told of
  // One attempt to launch: its token makes RunInstances idempotent, and what the request was made
  // of must stay the same with it (EC2: IdempotentParameterMismatch).
  std::string client_token;
  std::string image_id;
  std::uint32_t attempt = 0;  // how many VMs this launch has tried; the first is 1
  std::string instance_id;    // "" until EC2 has told it
  std::string address;        // public IPv4, set when running
  std::string host_key;       // public line; "" for a VM that this service did not launch
  std::string step;           // what is being done, for people
  std::string error;          // why the last launch failed
  bool v1 = false;            // used by a version 1 client: nobody says when it is done
  Time wanted_at;             // when the launch was first asked for
  Time launched_at;           // when EC2 says the VM was launched
  Time last_used;             // when a client last wanted or had it
  // Which process works on it, until when nobody else does.
  std::string owner;
  Time lease_until;
  // The client that the relay was launched for, as it names itself; "" once another one wanted it,
  // too.
  std::string launcher = {};

  friend bool operator==(const RelayState&, const RelayState&) = default;
};

// When a role of an endpoint was last heard of, and from where.
struct Presence {
  std::string id;
  std::string role;  // "connect", "forward"
  Time seen;
  std::string peer;  // IP address
  bool attached = false;

  friend bool operator==(const Presence&, const Presence&) = default;
};

// A line of the audit log.
struct Event {
  std::uint64_t number = 0;  // given by the store, growing
  Time at;
  std::string id;    // of the endpoint, "" for none
  std::string who;   // "connect", "forward", "operator", "v1", "metrics", "service"
  std::string peer;  // IP address, "" for the service itself
  std::string what;  // "launch", "terminate", "refused: replayed", ...

  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace cloudx::store
