#pragma once
// Brings every relay to where its record says it should be: launches, watches, ends. Several nodes
// may do this on one store: who has the lease of a relay works on it, and when its holder dies
// another one goes on from the record.

#include <chrono>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/error.hpp"
#include "features/relay/service/fleet.hpp"
#include "features/relay/service/hearing.hpp"
#include "features/relay/service/relay_rules.hpp"
#include "features/relay/service/store_access.hpp"
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
  Keeper(boost::asio::any_io_executor executor, StoreAccess& store, Fleet& fleet,
         KeeperOptions options, Note note, Hears hears);
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Runs until `stop`, then gives its leases to whoever wants them.
  boost::asio::awaitable<void> run(std::stop_token stop);
  // Something may be there to do.
  void poke();

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
  boost::asio::awaitable<void> end_leftovers(const std::vector<RelayState>& live,
                                             const std::vector<Vm>& alive);
  boost::asio::awaitable<void> give_leases();
  [[nodiscard]] net::Budget call_budget() const;
  [[nodiscard]] bool may_tend(const RelayState& state) const;

  boost::asio::any_io_executor executor_;
  StoreAccess& store_;
  Fleet& fleet_;
  KeeperOptions options_;
  Note note_;
  Hears hears_;
  Hearing hearing_;
  std::string node_;
  std::stop_token stop_;
  net::TaskGroup tasks_;
  std::set<std::string, std::less<>> tended_;
  boost::asio::steady_timer poked_;
  bool is_poked_ = true;
};

}  // namespace cloudx::relay
