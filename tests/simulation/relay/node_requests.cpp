// What clients ask of a node: the product's requests, and what carries out their actions here.

#include <utility>
#include <variant>
#include <vector>

#include "base/overloaded.hpp"
#include "features/relay/reconcile/unknown_end.hpp"
#include "simulation/relay/node.hpp"

namespace cloudx::relay_simulation {

using relay::EndpointRequest;

namespace {

constexpr Duration kWay = 10ms;  // of a request to a node
constexpr Duration kLongestWait = 50s;

// What `told` is called with the record when `change` has changed it.
store::Change overheard(store::Change change, std::function<void()> told) {
  return [change = std::move(change), told = std::move(told)](store::RelayState& record) {
    const bool is_changed = change(record);
    if (is_changed) told();
    return is_changed;
  };
}

}  // namespace

void Node::ask(std::string id, Answer answer) {
  later(kWay, [this, id = std::move(id), answer = std::move(answer)] { find(id, answer); });
}

void Node::want(const std::string& id, const std::string& client, Answer answer) {
  site_.last_heard = site_.scheduler.now();
  relay::WantRelay::Asker asker{.v1 = false, .client = client};
  Request request;
  request.id = id;
  request.work =
      std::make_unique<relay::WantRelay>(id, std::move(asker), site_.launches, launches_);
  request.finished = [answer = std::move(answer)](EndpointRequest& work) {
    auto& wanted = static_cast<relay::WantRelay&>(work).result();
    if (!wanted) return answer(std::unexpected(wanted.error()));
    answer(std::move(wanted->state));
  };
  take(std::move(request));
}

void Node::use(const std::string& id) {
  later(kWay, [this] { site_.last_heard = site_.scheduler.now(); });
  Request request;
  request.id = id;
  request.work = std::make_unique<relay::UseRelay>();
  take(std::move(request));
}

void Node::give_up(const std::string& id, const std::string& client) {
  Request request;
  request.id = id;
  request.work = std::make_unique<relay::EndRelay>(client);
  take(std::move(request));
}

void Node::end(const std::string& id) {
  Request request;
  request.id = id;
  request.work = std::make_unique<relay::EndRelay>();
  request.is_operators = true;
  take(std::move(request));
}

void Node::take(Request request) {
  const std::uint64_t number = ++requests_begun_;
  request.until = site_.scheduler.now() + kLongestWait;
  requests_[number] = std::move(request);
  later(kWay, [this, number] { go_on(number, {}); });
  later(kLongestWait, [this, number] { stop_waiting(number); });
}

void Node::go_on(std::uint64_t number, EndpointRequest::Seen seen) {
  carry_out(number, requests_.at(number).work->next(std::move(seen), now()));
}

void Node::carry_out(std::uint64_t number, EndpointRequest::Action action) {
  const std::string id = requests_.at(number).id;
  const bool is_operators = requests_.at(number).is_operators;
  std::visit(Overloaded{
                 [&](const EndpointRequest::Find& wanted) { look(number, wanted.confirms); },
                 [&](EndpointRequest::Write& write) {
                   const auto told = [this, id] { site_.monitor.ended_by_operator(id); };
                   if (is_operators) write.change = overheard(std::move(write.change), told);
                   change(id, std::move(write.change),
                          [this, number](Result<store::RelayState> record) {
                            go_on(number, EndpointRequest::RecordSeen{std::move(record)});
                          });
                 },
                 [&](const EndpointRequest::Await&) { await(number); },
                 [&](const EndpointRequest::EndUnknown&) {
                   // Nobody asks here whether there was one.
                   add(std::make_unique<relay::UnknownEnd>(id, site_.scenario.options.lease), id,
                       [this, number] { go_on(number, EndpointRequest::UnknownEnded{true}); });
                 },
                 [&](const EndpointRequest::Finished&) {
                   const Request request = std::move(requests_.extract(number).mapped());
                   if (request.work->begins_work()) look_through();
                   if (request.finished) request.finished(*request.work);
                 },
             },
             action);
}

void Node::look(std::uint64_t number, bool confirms) {
  const std::string id = requests_.at(number).id;
  const auto see = [this, number](Result<store::RelayState> record) {
    go_on(number, EndpointRequest::RecordSeen{std::move(record)});
  };
  find(id, [this, id, confirms, see](Result<store::RelayState> record) {
    const bool runs = record && record->phase == store::RelayPhase::running;
    if (!confirms || !runs) return see(std::move(record));
    add(reconciler_->confirm(id), id, [this, id, see] { find(id, see); });
  });
}

void Node::await(std::uint64_t number) {
  Request& request = requests_.at(number);
  if (std::exchange(request.has_changed, false)) {
    return go_on(number, EndpointRequest::Awaited{true});
  }
  request.waits = true;
  if (site_.scheduler.now() >= request.until) stop_waiting(number);
}

void Node::stop_waiting(std::uint64_t number) {
  const auto found = requests_.find(number);
  if (found == requests_.end() || !std::exchange(found->second.waits, false)) return;
  go_on(number, EndpointRequest::Awaited{false});
}

void Node::tell_requests(const std::string& id) {
  std::vector<std::uint64_t> waiting;
  for (auto& [number, request] : requests_) {
    if (request.id != id) continue;
    const bool waits = std::exchange(request.waits, false);
    if (waits) waiting.push_back(number);
    request.has_changed = !waits;
  }
  for (const std::uint64_t number : waiting) go_on(number, EndpointRequest::Awaited{true});
}

}  // namespace cloudx::relay_simulation
