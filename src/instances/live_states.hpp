#pragma once
// What EC2 and Systems Manager say about many instances, asked in parallel.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"
#include "base/timestamp.hpp"

namespace cloudx::instances {

struct LiveState {
  std::string name;         // Name tag, or the name of a hybrid node
  std::string state;        // EC2's ("running"); empty: unknown to EC2, or a hybrid node
  std::string ping_status;  // "Online", "ConnectionLost", "Inactive"; empty: not registered
  std::string agent_version;
  std::optional<Timestamp> last_ping;
};

struct LiveStates {
  std::map<std::string, LiveState, std::less<>> by_id;  // everything that was asked for
  // A service that did not answer everything: what is missing then is only unknown.
  std::optional<Error> ec2_failure;
  std::optional<Error> ssm_failure;
};

// Ids that do not exist do no harm. 500 ids are 13 calls at once, one round trip. Both services
// must outlive the call.
boost::asio::awaitable<LiveStates> live_states(aws::Ec2& ec2, aws::Ssm& ssm,
                                               std::vector<std::string> node_ids,
                                               async::Deadline deadline);

}  // namespace cloudx::instances
