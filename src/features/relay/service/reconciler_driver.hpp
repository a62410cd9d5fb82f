#pragma once
// Carries out what the reconciler asks for (features/relay/reconcile): EC2, the store, pauses.

#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "base/error.hpp"
#include "features/relay/reconcile/reconciler.hpp"
#include "features/relay/service/clock.hpp"
#include "features/relay/service/ec2_port.hpp"
#include "features/relay/service/store_access.hpp"

namespace cloudx::relay {

class ReconcilerDriver {
 public:
  // Called with what was done, for the audit log.
  using NoteSink = std::function<void(std::string_view endpoint, std::string what)>;
  // Whether clients can be heard now.
  using Hears = std::function<bool()>;

  struct Ports {
    StoreAccess& store;
    Ec2Port& ec2;
    const Clock& clock;
  };
  // The ports and `launches` must outlive this object.
  ReconcilerDriver(boost::asio::any_io_executor executor, Ports ports, const LaunchPolicy& launches,
                   ReconcilerOptions options, NoteSink note, Hears hears);
  ReconcilerDriver(const ReconcilerDriver&) = delete;
  ReconcilerDriver& operator=(const ReconcilerDriver&) = delete;

  // Runs until `stop`, then gives its leases to whoever wants them.
  boost::asio::awaitable<void> run(std::stop_token stop);
  // Records may have changed: they are looked through at once.
  void notify();
  void limit(std::chrono::minutes idle, std::chrono::hours most);

  // Looks whether the relay of a record is still there, before somebody is sent to it. Returns when
  // the record says what was found; where EC2 cannot be asked it stays as it is.
  boost::asio::awaitable<void> confirm(std::string id);
  // Begins the end of VMs of an endpoint whose record knows of none. False: EC2 has none either.
  boost::asio::awaitable<Result<bool>> end_unknown(std::string id);

  [[nodiscard]] const std::string& node() const { return reconciler_.node(); }

 private:
  boost::asio::awaitable<void> scan();
  boost::asio::awaitable<void> wait_for_work();
  boost::asio::awaitable<void> sweep_until_stopped();
  boost::asio::awaitable<void> perform_all(std::unique_ptr<Procedure> work);
  boost::asio::awaitable<void> perform(Procedure& work);
  boost::asio::awaitable<Observation> carry_out(Action action);
  boost::asio::awaitable<Observation> change(ChangeRecord request);

  boost::asio::any_io_executor executor_;
  Ports ports_;
  Reconciler reconciler_;
  NoteSink note_;
  Hears hears_;
  std::stop_token stop_;
  async::TaskGroup tasks_;
  std::map<std::string, std::shared_ptr<async::Event>, std::less<>> confirmations_;  // under way
  boost::asio::steady_timer notified_;
  bool is_notified_ = true;
};

}  // namespace cloudx::relay
