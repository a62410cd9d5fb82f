#pragma once
// Brings every relay to where its record says it should be: launches, watches, ends. Several nodes
// may do this on one store: who has the lease of a relay works on it, and when its holder dies
// another one goes on from the record.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/error.hpp"
#include "features/relay/reconcile/hearing.hpp"
#include "features/relay/reconcile/relay_rules.hpp"
#include "features/relay/service/relay_instances.hpp"
#include "features/relay/service/store_access.hpp"
#include "net/event.hpp"
#include "net/task_group.hpp"

namespace cloudx::relay {

struct KeeperOptions {
  std::chrono::seconds lease{30};
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
  std::uint16_t ssh_port = 22;
};

class Keeper {
 public:
  // Told of what was done, for the audit log.
  using Note = std::function<void(std::string_view endpoint, std::string what)>;
  // Whether clients can be heard now.
  using Hears = std::function<bool()>;

  // All must outlive this object.
  Keeper(boost::asio::any_io_executor executor, StoreAccess& store, RelayInstances& instances,
         KeeperOptions options, Note note, Hears hears);
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Runs until `stop`, then gives its leases to whoever wants them.
  boost::asio::awaitable<void> run(std::stop_token stop);
  // Something may be there to do.
  void poke();
  void limit(std::chrono::minutes idle, std::chrono::hours most);

  // Looks whether the relay of a record is still there, before somebody is sent to it. Returns when
  // the record says what was found; where EC2 cannot be asked it stays as it is.
  boost::asio::awaitable<void> confirm(std::string id);
  // Begins the end of VMs of an endpoint whose record knows of none. False: EC2 has none either.
  boost::asio::awaitable<Result<bool>> end_unknown(std::string id);

  [[nodiscard]] const std::string& node() const { return node_; }

 private:
  enum class After : std::uint8_t { again, pause, long_pause, done };

  boost::asio::awaitable<void> wait_for_work();
  boost::asio::awaitable<void> look_at_all();
  boost::asio::awaitable<void> tend(std::string id);
  boost::asio::awaitable<void> tend_while_leased(std::string id);
  boost::asio::awaitable<Result<RelayState>> change(std::string id, store::Change change);
  boost::asio::awaitable<After> step(RelayState state);
  boost::asio::awaitable<After> choose_image(RelayState state);
  boost::asio::awaitable<After> launch(RelayState state);
  boost::asio::awaitable<After> look(RelayState state);
  boost::asio::awaitable<After> probe(RelayState state);
  boost::asio::awaitable<After> find(RelayState state);
  boost::asio::awaitable<After> terminate(RelayState state);
  boost::asio::awaitable<After> run_instance(RelayState state);
  boost::asio::awaitable<After> failed(RelayState state, Error error);
  boost::asio::awaitable<After> lost(RelayState state, std::string why);
  boost::asio::awaitable<void> patrol_until_stopped();
  boost::asio::awaitable<void> patrol();
  boost::asio::awaitable<void> look_after(RelayState state, const std::vector<Vm>& alive);
  boost::asio::awaitable<void> take_in_unknown(const std::vector<RelayState>& live,
                                               const std::vector<Vm>& alive);
  boost::asio::awaitable<void> take_in(std::string endpoint);
  boost::asio::awaitable<void> look_closely(std::string id);
  boost::asio::awaitable<bool> has_ended(const RelayState& state, const Vm* vm);
  boost::asio::awaitable<void> give_leases();
  boost::asio::awaitable<After> try_elsewhere(RelayState state, std::string why);
  [[nodiscard]] bool has_lost_patience(std::string_view id) const;
  [[nodiscard]] net::Budget call_budget() const;
  [[nodiscard]] bool may_tend(const RelayState& state) const;

  boost::asio::any_io_executor executor_;
  StoreAccess& store_;
  RelayInstances& instances_;
  KeeperOptions options_;
  Note note_;
  Hears hears_;
  Hearing hearing_;
  std::string node_;
  std::stop_token stop_;
  net::TaskGroup tasks_;
  std::set<std::string, std::less<>> tended_;
  using Clock = std::chrono::steady_clock;
  std::map<std::string, Clock::time_point, std::less<>> in_trouble_;       // since when EC2 refuses
  std::map<std::string, Clock::time_point, std::less<>> ended_;            // instances, and when
  std::map<std::string, std::shared_ptr<net::Event>, std::less<>> looks_;  // under way
  std::set<std::string, std::less<>> hidden_;  // instances whose SSH server is not seen from here
  boost::asio::steady_timer poked_;
  bool is_poked_ = true;
};

}  // namespace cloudx::relay
