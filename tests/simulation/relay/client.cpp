#include "simulation/relay/client.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cloudx::relay_simulation {

namespace {

constexpr Duration kPatience = 70s;  // for one answer
constexpr Duration kUseInterval = 50s;

}  // namespace

Client::Client(Site& site, Ec2& ec2, AnyNode any_node, std::string endpoint, std::string name,
               std::uint64_t stream)
    : site_(site),
      ec2_(ec2),
      any_node_(std::move(any_node)),
      endpoint_(std::move(endpoint)),
      name_(std::move(name)),
      random_(site.scenario.seed, stream) {}

void Client::come_and_go(Time end) {
  end_ = end;
  rest();
}

void Client::rest() {
  const Time next = site_.scheduler.now() + random_.between(1s, 10min);
  if (next >= end_) return;
  site_.scheduler.at(next, [this] {
    if (machine_ == nullptr) come(random_.between(10s, site_.scenario.users.longest_stay));
  });
}

void Client::come(Duration stay) {
  stay_ = stay;
  ++visit_;
  site_.journal.note("comes", name_);
  site_.monitor.asked(name_);
  want();
}

// A client names itself anew each time that it is started.
std::string Client::visitor() const {
  return fmt::format("{} visit {}", name_, visit_);
}

void Client::again(Duration delay, void (Client::*what)()) {
  site_.scheduler.after(delay, [this, what, question = ++question_] {
    if (question == question_) (this->*what)();
  });
}

void Client::want() {
  Node* const node = any_node_();
  again(node == nullptr ? Duration{2s} : kPatience, &Client::want);
  if (node == nullptr) return;
  node->want(endpoint_, visitor(), [this, question = question_](Result<store::RelayState> record) {
    if (question == question_) see(record);
  });
}

void Client::look() {
  Node* const node = any_node_();
  again(node == nullptr ? Duration{2s} : kPatience, &Client::look);
  if (node == nullptr) return;
  node->ask(endpoint_, [this, question = question_](Result<store::RelayState> record) {
    if (question == question_) see(record);
  });
}

void Client::see(const Result<store::RelayState>& record) {
  using store::RelayPhase;
  if (!record) return again(2s, &Client::want);
  if (record->phase == RelayPhase::running) return connect(record->address);
  if (record->phase == RelayPhase::ending) return again(1s, &Client::want);
  if (record->phase == RelayPhase::launching) {
    if (!ec2_.is_calm() && random_.chance(site_.scenario.users.gives_up / 20)) {
      if (Node* const node = any_node_()) node->give_up(endpoint_, visitor());
      return over("gives up");
    }
    return again(1s, &Client::look);
  }
  if (record->error.empty()) return again(1s, &Client::want);
  last_error_ = record->error;
  over("is told: " + record->error);
}

void Client::connect(const std::string& address) {
  Machine* const machine = ec2_.at(address);
  if (machine == nullptr || machine->vm.endpoint != endpoint_) {
    throw Violation(fmt::format("{} is sent to {}", name_, address));
  }
  if (!ec2_.answers(address, false)) return again(random_.between(1s, 4s), &Client::want);
  attach(*machine);
}

void Client::attach(Machine& machine) {
  ++question_;
  ++served_;
  machine_ = &machine;
  ec2_.attach(machine);
  site_.monitor.answered(name_);
  site_.journal.note("uses", name_, machine.vm.instance_id);
  stay(machine);
  site_.scheduler.after(stay_, [this, visit = visit_] {
    if (visit == visit_) leave();
  });
  if (random_.chance(site_.scenario.users.operator_ends) && !ec2_.is_calm()) {
    site_.scheduler.after(random_.between(Duration{}, stay_), [this, visit = visit_] {
      Node* const node = any_node_();
      if (visit == visit_ && machine_ != nullptr && node != nullptr) node->end(endpoint_);
    });
  }
}

void Client::stay(Machine& machine) {
  if (machine_ != &machine) return;
  if (!machine.alive()) {  // its connection broke
    leave();
    return;
  }
  if (Node* const node = any_node_()) node->use(endpoint_);
  site_.scheduler.after(kUseInterval, [this, visit = visit_, &machine] {
    if (visit == visit_) stay(machine);
  });
}

void Client::leave() {
  if (machine_ == nullptr) return;
  ec2_.detach(*machine_);
  machine_ = nullptr;
  over("leaves");
}

void Client::over(std::string_view how) {
  ++question_;
  ++visit_;
  site_.journal.note(how.substr(0, how.find(':')), name_, how);
  site_.monitor.answered(name_);
  rest();
}

}  // namespace cloudx::relay_simulation
