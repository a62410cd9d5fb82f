#pragma once
// A few connections that calls take turns at.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/postgresql_connection.hpp"

namespace cloudx::store::postgresql {

class Pool {
 public:
  explicit Pool(std::shared_ptr<const Server> server) : server_(std::move(server)) {}

  // Called, on any thread, when a connection was lost. Set it before the other calls.
  void on_loss(std::function<void()> told) { lost_ = std::move(told); }

  // Calls `call` with a connection, and from its beginning again when another transaction was in
  // its way (a few times) or when the connection broke before it did anything (once).
  template <class Call>
  std::invoke_result_t<Call, Connection&> with(const Call& call) {
    int contended = 0;
    int lost = 0;
    while (true) {
      Lease lease(*this);
      const Result<void> connected = lease.connect();
      if (!connected) return std::unexpected(connected.error());
      auto result = call(lease.connection());
      if (result) return result;
      const Failure failure = lease.connection().failure();
      if (failure == Failure::contended && contended++ < kContended) continue;
      if (failure == Failure::lost || failure == Failure::lost_in_doubt) drop_idle();
      if (failure == Failure::lost && lost++ == 0) continue;
      return result;
    }
  }

 private:
  static constexpr int kConnections = 4;
  static constexpr int kContended = 10;

  // One of the pool's connections, and the right to have one.
  class Lease {
   public:
    explicit Lease(Pool& pool);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

    [[nodiscard]] Result<void> connect();
    [[nodiscard]] Connection& connection() { return *connection_; }

   private:
    Pool& pool_;
    std::optional<Connection> connection_;
  };

  // What broke one connection broke the others most likely, and led away from the server.
  void drop_idle();

  std::shared_ptr<const Server> server_;
  std::function<void()> lost_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  int free_ = kConnections;
  std::vector<Connection> idle_;
};

}  // namespace cloudx::store::postgresql
