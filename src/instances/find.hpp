#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ec2.hpp"
#include "base/error.hpp"
#include "instances/selection.hpp"

namespace cloudx::instances {

// Where AWS is asked, for messages.
struct Place {
  std::string region;
  std::string profile;

  [[nodiscard]] std::string describe() const;  // "in eu-west-1 (profile dev)"
};

// The id of the one instance that is meant; terminated ones do not count. No call where the
// selection has the id. `ec2` must outlive the call. Errors: not_found (says what was looked for
// and where), usage (several: lists them), and those of EC2, with the permission that is missing.
boost::asio::awaitable<Result<std::string>> find_instance(aws::Ec2& ec2, Selection selection,
                                                          Place place, async::Deadline deadline);

// All that are meant, also several, in the order of their ids; empty where there is none. A
// selection that has the id asks for nothing. Errors: those of EC2, as above.
boost::asio::awaitable<Result<std::vector<aws::Instance>>> find_instances(aws::Ec2& ec2,
                                                                          Selection selection,
                                                                          Place place,
                                                                          async::Deadline deadline);

}  // namespace cloudx::instances
