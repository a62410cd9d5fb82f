#pragma once
// Asks ssh what it would do for a host, and looks at what that leads to.

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "features/doctor/diagnosis_target.hpp"
#include "features/doctor/finding.hpp"
#include "features/doctor/ssh_view.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"

namespace cloudx::doctor {

// `ssh -G HOST`, with options as home::ssh_options() gives them. The error has ssh's own words.
boost::asio::awaitable<Result<SshView>> ask_ssh(std::string host,
                                                std::vector<std::string> ssh_options,
                                                async::Deadline deadline);

// `target` has a view.
[[nodiscard]] std::vector<Finding> probe_ssh(const DiagnosisTarget& target,
                                             const home::Locations& locations,
                                             const home::ProcessContext& context);

}  // namespace cloudx::doctor
