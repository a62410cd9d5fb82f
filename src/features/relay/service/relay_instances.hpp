#pragma once
// The relay VMs as EC2 has them, by the tag `ssh-proxy` that the predecessor's IAM policy allows,
// and by the client token of their launch, which EC2 keeps and gives back.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ec2.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "features/relay/reconcile/launch_policy.hpp"
#include "features/relay/reconcile/vm.hpp"
#include "features/relay/service/clock.hpp"
#include "features/relay/service/ec2_port.hpp"

namespace cloudx::relay {

struct LaunchOptions {
  std::string launch_template;
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
  // What is tried in turn, each type everywhere first; "": what the launch template says.
  std::vector<std::string> instance_types{""};
  std::vector<std::string> places{""};  // aws::RunInstanceRequest::place
  std::uint16_t ssh_port = 22;          // of the relays
};

class RelayInstances final : public LaunchPolicy, public Ec2Port {
 public:
  // `secret` is the service's own (ServiceSecrets::own); `ec2` and `clock` must
  // outlive this object.
  RelayInstances(aws::Ec2& ec2, const Clock& clock, const Secret& secret, LaunchOptions options);

  // Launches from now on are made with these. What was launched with another secret before stays
  // known.
  void use(const Secret& secret);
  void use(LaunchOptions options) { options_ = std::move(options); }

  [[nodiscard]] std::string new_token() const override;
  [[nodiscard]] bool is_own(std::string_view client_token) const override;
  [[nodiscard]] std::string host_key(std::string_view client_token) const override;
  [[nodiscard]] std::uint32_t choices() const override;
  [[nodiscard]] std::string describe_choice(std::uint32_t attempt) const override;

  boost::asio::awaitable<Observation> carry_out(Ec2Action action,
                                                async::Deadline deadline) override;

 private:
  // The newest Amazon Linux image for relays; asked once in ten minutes.
  boost::asio::awaitable<Result<std::string>> newest_image(async::Deadline deadline);
  boost::asio::awaitable<Result<Vm>> launch(RunInstance request, async::Deadline deadline);
  boost::asio::awaitable<Result<std::vector<Vm>>> vms_of(std::string endpoint,
                                                         async::Deadline deadline);
  boost::asio::awaitable<Result<std::vector<Vm>>> alive(async::Deadline deadline);
  boost::asio::awaitable<Result<bool>> terminate(std::span<const std::string> instance_ids,
                                                 async::Deadline deadline);
  boost::asio::awaitable<Result<std::vector<Vm>>> describe(std::vector<aws::InstanceFilter> filters,
                                                           async::Deadline deadline);

  // A secret of the service, and what its client tokens begin with.
  struct Mark {
    Secret secret;
    std::string prefix;
  };
  // Returns the mark of a token; nullptr for one of another program.
  [[nodiscard]] const Mark* mark_of(std::string_view client_token) const;
  [[nodiscard]] const std::string& type_of(std::uint32_t attempt) const;
  [[nodiscard]] const std::string& place_of(std::uint32_t attempt) const;

  aws::Ec2& ec2_;
  const Clock& clock_;
  LaunchOptions options_;
  std::vector<Mark> marks_;  // the newest one first
  std::string image_;
  SteadyTime image_asked_;
};

}  // namespace cloudx::relay
