#pragma once
// The JSON bodies of version 2 (docs/relay-protocol.md).

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "protocol/relay/relay_phase.hpp"

namespace cloudx::relay {

// What a client is told of its endpoint.
struct EndpointView {
  RelayPhase phase = RelayPhase::none;  // "state" in the text
  std::uint64_t version = 0;
  std::string step;
  std::string error;
  std::string address;
  std::uint16_t port = 22;
  std::string user = "ec2-user";
  std::string host_key;
  std::string instance_id;
  std::int64_t forward_seen = 0;
  int idle_minutes = 5;
  int max_hours = 24;
  std::int64_t time = 0;

  friend bool operator==(const EndpointView&, const EndpointView&) = default;
};
[[nodiscard]] std::string to_json(const EndpointView& view);
// Unknown members are ignored; errors: protocol. An address that is none, and a host key that is no
// "ssh-ed25519 BASE64", are errors too: both reach ssh's configuration.
[[nodiscard]] Result<EndpointView> parse_endpoint_view(std::string_view json);

struct WaitRequest {
  std::uint64_t seen = 0;
  std::chrono::seconds seconds{0};  // 0 to 55
  bool attached = false;
};
[[nodiscard]] std::string to_json(const WaitRequest& request);
[[nodiscard]] Result<WaitRequest> parse_wait_request(std::string_view json);

// The body of launch and terminate: a client's name for itself; "" where that can be no name.
[[nodiscard]] std::string client_json(std::string_view client);
[[nodiscard]] std::string parse_client(std::string_view json);

[[nodiscard]] std::string error_json(std::string_view text);
// The body of a 401 that says "clock", with the service's time.
[[nodiscard]] std::string clock_error_json(std::int64_t time);
struct ErrorBody {
  std::string error;
  std::int64_t time = 0;
};
[[nodiscard]] ErrorBody parse_error_body(std::string_view json);  // empty where it is none

}  // namespace cloudx::relay
