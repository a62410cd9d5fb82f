// What clients ask of a node, as features/relay/service/endpoints.cpp answers it.

#include <utility>

#include "features/relay/reconcile/unknown_end.hpp"
#include "simulation/relay/node.hpp"

namespace cloudx::relay_simulation {

namespace {

constexpr Duration kWay = 10ms;  // of a request to a node

}  // namespace

void Node::ask(std::string id, Answer answer) {
  later(kWay, [this, id = std::move(id), answer = std::move(answer)] { find(id, answer); });
}

void Node::want(const std::string& id, const std::string& client, const Answer& answer) {
  site_.last_heard = site_.scheduler.now();
  const auto begin = [this, id, client, answer] {
    const std::string token = site_.launches.new_token();
    const auto asked = now().wall;
    change(
        id,
        [asked, token, client](store::RelayState& record) {
          return relay::want(record, asked, token, false, client);
        },
        [this, token, answer](Result<store::RelayState> record) {
          if (record && record->client_token == token) notify();
          answer(std::move(record));
        });
  };
  later(kWay, [this, id, answer, begin] {
    find(id, [this, id, answer, begin](Result<store::RelayState> record) {
      if (!record) return answer(std::move(record));
      if (record->phase != store::RelayPhase::running) return begin();
      add(reconciler_->confirm(id), id, begin);
    });
  });
}

void Node::use(std::string id) {
  later(kWay, [this, id = std::move(id)] {
    site_.last_heard = site_.scheduler.now();
    change(
        id, [at = now().wall](store::RelayState& record) { return relay::use(record, at); },
        [](const Result<store::RelayState>&) {});
  });
}

void Node::give_up(std::string id, std::string client) {
  later(kWay, [this, id = std::move(id), client = std::move(client)] {
    change(
        id, [client](store::RelayState& record) { return relay::give_up(record, client); },
        [this](const Result<store::RelayState>&) { notify(); });
  });
}

void Node::end(const std::string& id) {
  const auto begin = [this, id](store::RelayState& record) {
    const bool begins = relay::begin_end(record, "ending the relay", "");
    if (begins) site_.monitor.ended_by_operator(id);
    return begins;
  };
  const auto follow = [this, id](const Result<store::RelayState>& record) {
    notify();
    if (!record || record->phase != store::RelayPhase::none) return;
    add(std::make_unique<relay::UnknownEnd>(id, site_.scenario.options.lease), id);
  };
  later(kWay, [this, id, begin, follow] { change(id, begin, follow); });
}

}  // namespace cloudx::relay_simulation
