#pragma once
// Gathers what there is to know about the SSH key.

#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "features/doctor/key_checks.hpp"
#include "home/locations.hpp"

namespace cloudx::doctor {

// `agent`: the socket of the agent that ssh uses for the host; "" for that of SSH_AUTH_SOCK, "none"
// for no agent.
boost::asio::awaitable<KeyFacts> gather_key_facts(home::Locations locations, std::string agent,
                                                  async::Deadline deadline);

}  // namespace cloudx::doctor
