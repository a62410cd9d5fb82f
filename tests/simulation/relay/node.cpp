#include "simulation/relay/node.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::relay_simulation {

namespace {

constexpr Duration kScanInterval = 2s;
constexpr Duration kSweepInterval = 10s;

}  // namespace

Node::Node(Site& site, int number)
    : site_(site),
      name_(fmt::format("node {}", number)),
      ahead_(site.scenario.clock_ahead.at(static_cast<std::size_t>(number))) {}

Node::~Node() {
  works_.clear();
}

relay::Moment Node::now() const {
  return moment(site_.scheduler.now(), ahead_);
}

void Node::later(Duration delay, std::function<void()> action) {
  site_.scheduler.after(delay, [this, life = life_, action = std::move(action)]() mutable {
    run(life, std::move(action));
  });
}

void Node::run(std::uint64_t life, std::function<void()> action) {
  if (life != life_) return;
  if (frozen_until_ <= site_.scheduler.now()) return action();
  site_.scheduler.at(frozen_until_, [this, life, action = std::move(action)]() mutable {
    run(life, std::move(action));
  });
}

void Node::start() {
  if (reconciler_ != nullptr) go_down();
  site_.journal.note("starts", name_);
  ++life_;
  is_stopping_ = is_scanning_ = false;
  reconciler_ = std::make_unique<relay::Reconciler>(fmt::format("{} life {}", name_, life_),
                                                    site_.launches, site_.scenario.options);
  launches_ = relay::launch_limit();
  scan_now_and_then();
  sweep_now_and_then();
}

void Node::go_down() {
  ++life_;
  works_.clear();
  requests_.clear();
  reconciler_.reset();
  frozen_until_ = {};
}

void Node::kill() {
  if (reconciler_ == nullptr) return;
  site_.journal.note("is killed", name_);
  go_down();
}

void Node::stop() {
  if (!is_up()) return;
  site_.journal.note("is stopped", name_);
  is_stopping_ = true;
  stop_when_idle();
}

// What is under way at EC2 comes to its end first.
void Node::stop_when_idle() {
  later(100ms, [this] {
    if (!works_.empty()) return stop_when_idle();
    const auto released = relay::release_leases(site_.store, reconciler_->node());
    if (!released) site_.journal.note("keeps its leases", name_);
    go_down();
  });
}

void Node::freeze(Duration duration) {
  if (!is_up()) return;
  site_.journal.note("stands still", name_, fmt::format("for {} s", duration / 1s));
  frozen_until_ = site_.scheduler.now() + duration;
}

void Node::notify(const std::string& id) {
  if (!is_up()) return;
  later(Duration{}, [this, id] {
    scan();
    tell_requests(id);
  });
}

void Node::look_through() {
  later(Duration{}, [this] { scan(); });
}

void Node::scan_now_and_then() {
  scan();
  later(kScanInterval, [this] { scan_now_and_then(); });
}

void Node::scan() {
  if (is_stopping_) return;
  scans_again_ = is_scanning_;
  if (is_scanning_) return;
  is_scanning_ = true;
  using Live = Result<std::vector<store::RelayState>>;
  ask_store<Live>([](store::Store& store) { return store.live(); },
                  [this](const Live& live) {
                    is_scanning_ = false;
                    if (live && !is_stopping_) {
                      for (std::string& id : reconciler_->due(*live, now().wall)) {
                        add(reconciler_->reconcile(id), id);
                      }
                    }
                    if (std::exchange(scans_again_, false)) scan();
                  });
}

void Node::sweep_now_and_then() {
  if (is_stopping_) return;
  const auto hears = [this] {
    return site_.last_heard != Time{} &&
           site_.scheduler.now() - site_.last_heard < relay::kPresentFor;
  };
  add(reconciler_->sweep(hears), "", [this] {
    later(std::min<Duration>(kSweepInterval, site_.scenario.options.lease),
          [this] { sweep_now_and_then(); });
  });
}

void Node::add(std::unique_ptr<relay::Procedure> procedure, std::string endpoint,
               std::function<void()> finished) {
  const std::uint64_t number = ++works_begun_;
  works_[number] = {std::move(procedure), std::move(endpoint), std::move(finished)};
  step(number, {});
}

void Node::finish(std::uint64_t number) {
  const auto finished = std::move(works_.at(number).finished);
  works_.erase(number);
  if (finished) finished();
}

void Node::step(std::uint64_t number, relay::Observation seen) {
  Work& work = works_.at(number);
  relay::Action action = work.procedure->next(std::move(seen), now());
  for (const relay::Note& note : work.procedure->take_notes()) {
    site_.journal.note("says", name_, fmt::format("{}: {}", note.endpoint, note.what));
  }
  if (std::holds_alternative<relay::Done>(action)) return finish(number);
  if (is_stopping_ && !std::holds_alternative<relay::ChangeRecord>(action)) {
    works_.erase(number);
    return;
  }
  carry_out(std::move(action), work.endpoint, [this, number](relay::Observation observation) {
    step(number, std::move(observation));
  });
}

void Node::carry_out(relay::Action action, const std::string& endpoint, Reply reply) {
  if (auto* const request = std::get_if<relay::Ec2Request>(&action)) {
    return ask_ec2(std::move(*request), endpoint, std::move(reply));
  }
  if (const auto* const pause = std::get_if<relay::Pause>(&action)) {
    return later(pause->duration, [reply = std::move(reply)] { reply({}); });
  }
  if (auto* const request = std::get_if<relay::ChangeRecord>(&action)) {
    return change(std::move(request->id), std::move(request->change),
                  [this, reply, begins = request->begins_work](Result<store::RelayState> record) {
                    if (record && begins) look_through();
                    reply(relay::RecordSeen{std::move(record)});
                  });
  }
  if (const auto* const request = std::get_if<relay::ReadRecord>(&action)) {
    return find(request->id, [reply](Result<store::RelayState> record) {
      reply(relay::RecordSeen{std::move(record)});
    });
  }
  if (std::holds_alternative<relay::ReadLive>(action)) {
    using Live = Result<std::vector<store::RelayState>>;
    return ask_store<Live>([](store::Store& store) { return store.live(); },
                           [reply](Live live) { reply(relay::LiveSeen{std::move(live)}); });
  }
  ask_store<Result<void>>(
      [](store::Store& store) { return store.check(); },
      [reply](const Result<void>& checked) { reply(relay::StoreSeen{checked.has_value()}); });
}

void Node::ask_ec2(relay::Ec2Request request, const std::string& endpoint, Reply reply) {
  const bool is_deed = std::holds_alternative<relay::RunInstance>(request.action) ||
                       std::holds_alternative<relay::TerminateVms>(request.action);
  const std::string node = reconciler_->node();
  if (is_deed) site_.monitor.begin_deed(endpoint, node);
  site_.network.ask(std::move(request), [this, life = life_, endpoint, node, is_deed,
                                         reply = std::move(reply)](relay::Observation seen) {
    if (is_deed) site_.monitor.end_deed(endpoint, node);
    run(life, [reply, seen = std::move(seen)] { reply(seen); });
  });
}

// The call is carried out also when the node is killed meanwhile.
template <class Value>
void Node::ask_store(std::function<Value(store::Store&)> call, std::function<void(Value)> reply) {
  site_.scheduler.after(site_.store.way(), [this, life = life_, call = std::move(call),
                                            reply = std::move(reply)]() mutable {
    Value value = call(site_.store);
    site_.scheduler.after(site_.store.way(), [this, life, value = std::move(value),
                                              reply = std::move(reply)]() mutable {
      run(life, [value = std::move(value), reply = std::move(reply)] { reply(value); });
    });
  });
}

void Node::change(std::string id, store::Change change, Answer answer) {
  ask_store<Result<store::RelayState>>(
      [id = std::move(id), change = std::move(change)](store::Store& store) {
        return store.change(id, change);
      },
      std::move(answer));
}

void Node::find(std::string id, Answer answer) {
  ask_store<Result<store::RelayState>>(
      [id = std::move(id)](store::Store& store) { return store.find(id); }, std::move(answer));
}

}  // namespace cloudx::relay_simulation
