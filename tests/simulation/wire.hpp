#pragma once
// The frames as they pass by: read without the client's codec, and damaged.

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"
#include "simulation/random.hpp"

namespace cloudx::simulation {

struct Glimpse {
  ssm::MessageType type = ssm::MessageType::unknown;
  std::int64_t number = 0;  // of an acknowledge: the acknowledged one
  std::uint64_t flags = 0;
  ssm::PayloadType payload_type = ssm::PayloadType::none;
  ByteView payload;
};

// nullopt: not a frame as an end may send it (its digest is left to the receiver).
[[nodiscard]] std::optional<Glimpse> glimpse(ByteView frame);

// Cuts off the end of a frame, somewhere.
void truncate(Bytes& frame, Random& random);

// Flips bits where the protocol can notice: header length, name of the type, digest, payload
// length and payload. The other fields are protected by TLS alone.
void corrupt(Bytes& frame, Random& random);

}  // namespace cloudx::simulation
