#pragma once
// What the reconciler's requests to EC2 and to the relays are carried out with.

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "features/relay/reconcile/actions.hpp"

namespace cloudx::relay {

class Ec2Port {
 public:
  Ec2Port() = default;
  Ec2Port(const Ec2Port&) = delete;
  Ec2Port& operator=(const Ec2Port&) = delete;
  virtual ~Ec2Port() = default;

  // Gives what was seen; an error stands in it.
  virtual boost::asio::awaitable<Observation> carry_out(Ec2Action action,
                                                        async::Deadline deadline) = 0;
};

}  // namespace cloudx::relay
