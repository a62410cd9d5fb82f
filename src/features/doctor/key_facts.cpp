#include "features/doctor/key_facts.hpp"

#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "home/ssh_keys/instance_connect_key.hpp"
#include "os/file.hpp"
#include "os/process/process.hpp"

namespace cloudx::doctor {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kLargestFile = 64U << 10;
constexpr std::size_t kLargestAnswer = 1U << 20;
constexpr std::chrono::seconds kTimeout{5};

awaitable<Result<std::string>> list_agent_keys(std::string agent, async::Deadline deadline) {
  if (agent == "none") co_return fail(Errc::configuration, "IdentityAgent is \"none\"");
  std::vector<std::string> words{"ssh-add", "-L"};
  if (!agent.empty()) words.insert(words.begin(), {"env", "SSH_AUTH_SOCK=" + agent});
  const async::Deadline limited = deadline.at_most(kTimeout);
  auto output = co_await os::run_process(std::move(words), kLargestAnswer, limited);
  if (!output) co_return std::unexpected(output.error());
  // ssh-add(1): 1 when the agent has no keys, 2 when there is no agent.
  if (output->exit_status > 1) {
    co_return fail(Errc::not_found,
                   agent.empty() ? "no agent runs" : "no agent answers at " + agent);
  }
  co_return std::move(output->out);
}

std::optional<std::string> own_public_half(const os::FileFacts& private_key) {
  if (!private_key.exists || !private_key.readable) return std::nullopt;
  auto content = os::read_file(private_key.path, kLargestFile);
  if (!content) return std::nullopt;
  auto half = public_half_of(*content);
  wipe(*content);
  return half;
}

}  // namespace

awaitable<KeyFacts> gather_key_facts(home::Locations locations, std::string agent,
                                     async::Deadline deadline) {
  KeyFacts facts;
  facts.directory = os::look_at(locations.directory);
  facts.private_key = os::look_at(locations.directory / locations.key_name);
  facts.public_key = os::look_at(locations.public_key);
  facts.public_line = home::read_public_key(locations.public_key);
  facts.own_public_half = own_public_half(facts.private_key);
  if (!facts.private_key.exists) facts.agent_keys = co_await list_agent_keys(agent, deadline);
  co_return facts;
}

}  // namespace cloudx::doctor
