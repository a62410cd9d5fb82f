#pragma once
// A client of an endpoint: comes, wants a relay, uses it, stays for a while, leaves.

#include <functional>
#include <string>

#include "simulation/random.hpp"
#include "simulation/relay/node.hpp"

namespace cloudx::relay_simulation {

class Client {
 public:
  // Gives a node that takes requests, or nullptr.
  using AnyNode = std::function<Node*()>;

  Client(Site& site, Ec2& ec2, AnyNode any_node, std::string endpoint, std::string name,
         std::uint64_t stream);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Comes again and again, until `end`.
  void come_and_go(Time end);
  // Comes once, and stays that long.
  void come(Duration stay);
  // Leaves what it has at that time.
  void leave();

  [[nodiscard]] std::uint64_t served() const { return served_; }
  [[nodiscard]] const std::string& last_error() const { return last_error_; }

 private:
  [[nodiscard]] std::string visitor() const;
  void want();
  void look();
  void see(const Result<store::RelayState>& record);
  void again(Duration delay, void (Client::*what)());
  void connect(const std::string& address);
  void attach(Machine& machine);
  void stay(Machine& machine);
  void over(std::string_view how);
  void rest();

  Site& site_;
  Ec2& ec2_;
  AnyNode any_node_;
  std::string endpoint_;
  std::string name_;
  simulation::Random random_;
  Time end_{};
  Duration stay_{};
  Machine* machine_ = nullptr;
  std::uint64_t question_ = 0;  // counts; an answer to an older one is no answer
  std::uint64_t visit_ = 0;
  std::uint64_t served_ = 0;
  std::string last_error_;
};

}  // namespace cloudx::relay_simulation
