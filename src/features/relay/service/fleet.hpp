#pragma once
// The relay VMs as EC2 has them, by the tag `ssh-proxy` that the predecessor's IAM policy allows,
// and by the client token of their launch, which EC2 keeps and gives back.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "aws/api/ec2.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "features/relay/service/relay_rules.hpp"
#include "net/budget.hpp"

namespace cloudx::relay {

struct Vm {
  std::string instance_id;
  std::string endpoint;  // value of the tag
  std::string client_token;
  std::string address;  // public IPv4, "" until it has one
  aws::InstanceState state = aws::InstanceState::pending;
  std::string reason;  // why it is in that state, where EC2 says so
  Time launched_at;

  // Pending or running: it costs money, or will.
  [[nodiscard]] bool alive() const;
};

// nullptr when it is not among them.
[[nodiscard]] const Vm* find_by_id(const std::vector<Vm>& vms, std::string_view instance_id);

struct FleetOptions {
  std::string launch_template;
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
};

class Fleet {
 public:
  // `secret` is the service's own (ServiceSecrets::own); it and `ec2` must outlive this object.
  Fleet(aws::Ec2& ec2, const Secret& secret, FleetOptions options);

  // Names this service's launches: what has such a token and no record is a leftover of it.
  [[nodiscard]] std::string new_token() const;
  [[nodiscard]] bool is_own(std::string_view client_token) const;
  // Of a relay that was launched with the token; "" for one that another program launched.
  [[nodiscard]] std::string host_key(std::string_view client_token) const;

  // The newest Amazon Linux image for relays; asked once in ten minutes.
  boost::asio::awaitable<Result<std::string>> newest_image(net::Budget budget);
  // Launches, or gives what the token has launched before (perhaps terminated by now).
  boost::asio::awaitable<Result<Vm>> launch(std::string endpoint, std::string client_token,
                                            std::string image, net::Budget budget);
  // All of an endpoint, terminated ones too, for as long as EC2 shows them.
  boost::asio::awaitable<Result<std::vector<Vm>>> vms_of(std::string endpoint, net::Budget budget);
  // Those alive, of all endpoints.
  boost::asio::awaitable<Result<std::vector<Vm>>> alive(net::Budget budget);
  // False when EC2 does not know one of them (yet, or any more); the others end all the same.
  boost::asio::awaitable<Result<bool>> terminate(std::vector<std::string> instance_ids,
                                                 net::Budget budget);

 private:
  boost::asio::awaitable<Result<std::vector<Vm>>> describe(std::vector<aws::InstanceFilter> filters,
                                                           net::Budget budget);

  aws::Ec2& ec2_;
  const Secret& secret_;
  FleetOptions options_;
  std::string token_prefix_;
  std::string image_;
  std::chrono::steady_clock::time_point image_asked_;
};

// True when something that speaks SSH answers at the address within the budget.
boost::asio::awaitable<bool> answers_ssh(std::string address, std::uint16_t port,
                                         net::Budget budget);

}  // namespace cloudx::relay
