#pragma once
// The relay VMs that were launched with a stack's launch template.

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/cloudformation.hpp"
#include "aws/api/ec2.hpp"
#include "base/error.hpp"

namespace cloudx::relay {

// Finds what holds on to the stack's security group, as all do until they are terminated. Another
// stack's are told apart by their key pair. Errors: those of DescribeInstances.
boost::asio::awaitable<Result<std::vector<aws::Instance>>> running_relays(aws::Ec2& ec2,
                                                                          aws::Stack stack,
                                                                          async::Deadline deadline);

// "2 relays are running (i-1 of my-mac, i-2 of office)"
[[nodiscard]] std::string in_words(const std::vector<aws::Instance>& relays);

}  // namespace cloudx::relay
