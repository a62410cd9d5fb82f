#pragma once
// One process of the service: the product's reconciler, and what carries out its actions here. It
// may be killed at any moment, and stand still for a while.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "features/relay/reconcile/endpoint_request.hpp"
#include "features/relay/reconcile/reconciler.hpp"
#include "simulation/random.hpp"
#include "simulation/relay/ec2.hpp"
#include "simulation/relay/monitor.hpp"
#include "simulation/relay/network.hpp"
#include "simulation/relay/store.hpp"

namespace cloudx::relay_simulation {

// What all nodes share.
struct Site {
  Scheduler& scheduler;
  Journal& journal;
  const Scenario& scenario;
  FaultyStore& store;
  Network& network;
  Monitor& monitor;
  const relay::LaunchPolicy& launches;
  Time last_heard{};  // of any client
};

class Node {
 public:
  using Answer = std::function<void(Result<store::RelayState>)>;

  Node(Site& site, int number);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  void start();
  void kill();
  void stop();  // in an orderly way
  void freeze(Duration duration);
  [[nodiscard]] bool is_up() const { return reconciler_ != nullptr && !is_stopping_; }
  // The store tells of a change, of that endpoint.
  void notify(const std::string& id);

  // What clients ask. There is no answer when the node is killed meanwhile.
  void ask(std::string id, Answer answer);
  void want(const std::string& id, const std::string& client, Answer answer);
  void use(const std::string& id);
  void give_up(const std::string& id, const std::string& client);
  void end(const std::string& id);

 private:
  using Reply = std::function<void(relay::Observation)>;
  struct Work {
    std::unique_ptr<relay::Procedure> procedure;
    std::string endpoint;
    std::function<void()> finished;
  };

  // Of a client or the operator, while it is under way.
  struct Request {
    std::string id;
    std::unique_ptr<relay::EndpointRequest> work;
    std::function<void(relay::EndpointRequest&)> finished;
    bool is_operators = false;
    Time until{};              // nothing is awaited any more
    bool has_changed = false;  // its endpoint, and it has not been told
    bool waits = false;
  };

  void take(Request request);
  void go_on(std::uint64_t number, relay::EndpointRequest::Seen seen);
  void carry_out(std::uint64_t number, relay::EndpointRequest::Action action);
  void look(std::uint64_t number, bool confirms);
  void await(std::uint64_t number);
  void stop_waiting(std::uint64_t number);
  void tell_requests(const std::string& id);
  void look_through();

  void later(Duration delay, std::function<void()> action);
  void run(std::uint64_t life, std::function<void()> action);
  [[nodiscard]] relay::Moment now() const;
  void add(std::unique_ptr<relay::Procedure> procedure, std::string endpoint,
           std::function<void()> finished = {});
  void step(std::uint64_t number, relay::Observation seen);
  void finish(std::uint64_t number);
  void carry_out(relay::Action action, const std::string& endpoint, Reply reply);
  void ask_ec2(relay::Ec2Request request, const std::string& endpoint, Reply reply);
  template <class Value>
  void ask_store(std::function<Value(store::Store&)> call, std::function<void(Value)> reply);
  void find(std::string id, Answer answer);
  void change(std::string id, store::Change change, Answer answer);
  void scan();
  void scan_now_and_then();
  void sweep_now_and_then();
  void stop_when_idle();
  void go_down();

  Site& site_;
  std::string name_;
  Duration ahead_;
  std::unique_ptr<relay::Reconciler> reconciler_;  // none while it is down
  std::map<std::uint64_t, Work> works_;
  std::uint64_t works_begun_ = 0;
  std::map<std::uint64_t, Request> requests_;
  std::uint64_t requests_begun_ = 0;
  relay::RateLimit launches_ = relay::launch_limit();
  std::uint64_t life_ = 0;  // counts starts and ends
  Time frozen_until_{};
  bool is_stopping_ = false;
  bool is_scanning_ = false;
  bool scans_again_ = false;
};

}  // namespace cloudx::relay_simulation
