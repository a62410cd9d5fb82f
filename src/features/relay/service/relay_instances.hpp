#pragma once
// The relay VMs as EC2 has them, by the tag `ssh-proxy` that the predecessor's IAM policy allows,
// and by the client token of their launch, which EC2 keeps and gives back.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "aws/api/ec2.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "features/relay/reconcile/relay_rules.hpp"
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

  // Pending or running: it can be used, or will.
  [[nodiscard]] bool alive() const;
  // Terminated, or about to be.
  [[nodiscard]] bool over() const;
};

// nullptr when it is not among them.
[[nodiscard]] const Vm* find_by_id(const std::vector<Vm>& vms, std::string_view instance_id);

struct LaunchOptions {
  std::string launch_template;
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
  // What is tried in turn, each type everywhere first; "": what the launch template says.
  std::vector<std::string> instance_types{""};
  std::vector<std::string> places{""};  // aws::RunInstanceRequest::place
};

class RelayInstances {
 public:
  // `secret` is the service's own (ServiceSecrets::own); `ec2` must outlive this object.
  RelayInstances(aws::Ec2& ec2, const Secret& secret, LaunchOptions options);

  // Launches from now on are made with these. What was launched with another secret before stays
  // known.
  void use(const Secret& secret);
  void use(LaunchOptions options) { options_ = std::move(options); }

  // Names this service's launches: what has such a token and no record is a leftover of it.
  [[nodiscard]] std::string new_token() const;
  [[nodiscard]] bool is_own(std::string_view client_token) const;
  // Of a relay that was launched with the token; "" for one that another program launched.
  [[nodiscard]] std::string host_key(std::string_view client_token) const;

  // The newest Amazon Linux image for relays; asked once in ten minutes.
  boost::asio::awaitable<Result<std::string>> newest_image(net::Budget budget);
  // How many ways there are to launch one, and what is special in that of an attempt, for people.
  [[nodiscard]] std::uint32_t choices() const;
  [[nodiscard]] std::string describe_choice(std::uint32_t attempt) const;
  // Launches, or gives what the token has launched before (perhaps terminated by now). One attempt,
  // from 1 on, has one token.
  boost::asio::awaitable<Result<Vm>> launch(std::string endpoint, std::string client_token,
                                            std::string image, std::uint32_t attempt,
                                            net::Budget budget);
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

  // A secret of the service, and what its client tokens begin with.
  struct Mark {
    Secret secret;
    std::string prefix;
  };
  // That of a token; nullptr for one of another program.
  [[nodiscard]] const Mark* mark_of(std::string_view client_token) const;
  [[nodiscard]] const std::string& type_of(std::uint32_t attempt) const;
  [[nodiscard]] const std::string& place_of(std::uint32_t attempt) const;

  aws::Ec2& ec2_;
  LaunchOptions options_;
  std::vector<Mark> marks_;  // the newest one first
  std::string image_;
  std::chrono::steady_clock::time_point image_asked_;
};

// True when something that speaks SSH answers at the address within the budget.
boost::asio::awaitable<bool> answers_ssh(std::string address, std::uint16_t port,
                                         net::Budget budget);

}  // namespace cloudx::relay
