// What is asked of EC2 because a client asks: whether a relay is still there, and whether there is
// one that no record knows.

#include <algorithm>
#include <utility>

#include "features/relay/service/keeper.hpp"
#include "features/relay/service/now.hpp"
#include "net/sleep.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

// A VM that shuts down stops to answer some seconds before EC2 says that it ends.
constexpr auto kLookLimit = 20s;
constexpr auto kCall = 5s;
constexpr auto kProbe = 2s;
constexpr auto kPause = 700ms;

}  // namespace

awaitable<void> Keeper::confirm(std::string id) {
  // Who comes while somebody looks waits for what is seen.
  const auto [look, is_first] = looks_.try_emplace(id, nullptr);
  if (!is_first) {
    const std::shared_ptr<net::Event> seen = look->second;
    co_await seen->wait({});
    co_return;
  }
  const auto seen = std::make_shared<net::Event>(executor_);
  look->second = seen;
  co_await look_closely(id);
  looks_.erase(id);
  seen->set();
}

awaitable<void> Keeper::look_closely(std::string id) {
  const net::Budget limit = net::Budget{.stop = stop_}.at_most(kLookLimit);
  while (true) {
    const auto state = co_await store_.run([id](store::Store& store) { return store.find(id); });
    if (!state || state->phase != RelayPhase::running) co_return;
    const auto vms = co_await instances_.vms_of(id, limit.at_most(kCall));
    if (!vms) co_return;
    const bool gone = co_await has_ended(*state, find_by_id(*vms, state->instance_id));
    if (gone || hidden_.contains(state->instance_id)) co_return;
    const bool answers =
        co_await answers_ssh(state->address, options_.ssh_port, limit.at_most(kProbe));
    if (answers) co_return;
    const auto slept = co_await net::sleep_for(kPause, limit);
    if (slept) continue;
    if (slept.error().kind == Errc::timeout) hidden_.insert(state->instance_id);
    co_return;
  }
}

awaitable<Result<bool>> Keeper::end_unknown(std::string id) {
  const auto vms = co_await instances_.vms_of(id, call_budget());
  if (!vms) co_return std::unexpected(vms.error());
  const auto there = std::ranges::find_if_not(*vms, &Vm::over);
  if (there == vms->end()) co_return false;
  const Time at = there->launched_at == Time{} ? now() : there->launched_at;
  const Launched found{there->instance_id, there->client_token, at};
  const auto state = co_await change(
      id, [found, at = now()](RelayState& current) { return begin_end_of(current, found, at); });
  if (!state) co_return std::unexpected(state.error());
  poke();
  co_return state->phase == RelayPhase::ending;
}

}  // namespace cloudx::relay
