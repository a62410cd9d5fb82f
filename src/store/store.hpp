#pragma once
// The relay service's memory. Calls block for as long as the database takes, and any thread may
// make them; long waits are not made here but told by on_change.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "store/relay_state.hpp"

namespace cloudx::store {

// Changes the state in place; false: leave it as it was. May be called again when the database
// wants the transaction repeated, so it has no other effect than on its argument.
using Change = std::function<bool(RelayState&)>;

// Errors of all calls: io (with the database's own words, never its password). After an error of
// change(), record() or remember_nonce() the database may have carried it out all the same: its
// answer was what got lost.
class Store {
 public:
  virtual ~Store() = default;

  // A fresh state for an endpoint never heard of.
  [[nodiscard]] virtual Result<RelayState> find(std::string_view id) = 0;
  // All with a phase other than none.
  [[nodiscard]] virtual Result<std::vector<RelayState>> live() = 0;
  // All endpoints that ever had a relay, by id.
  [[nodiscard]] virtual Result<std::vector<RelayState>> all() = 0;
  // Reads, changes and writes as one transaction: of changes to the same endpoint at the same time,
  // here and on other nodes, one is after the other. A change that alters what clients are told
  // (everything but owner, lease_until, last_used and launcher) makes the version grow and reaches
  // on_change on every node. Gives the state as it is afterwards.
  [[nodiscard]] virtual Result<RelayState> change(std::string_view id, const Change& change) = 0;

  // True the first time, false as long as the nonce is remembered: until forget() is told of a time
  // after `expires`.
  [[nodiscard]] virtual Result<bool> remember_nonce(std::string_view nonce, Time expires) = 0;

  // Newer ones replace older ones of the same endpoint and role; one transaction for all of them.
  [[nodiscard]] virtual Result<void> saw(std::span<const Presence> presences) = 0;
  [[nodiscard]] virtual Result<std::vector<Presence>> presences() = 0;

  [[nodiscard]] virtual Result<void> record(Event event) = 0;
  // The newest `limit`, newest first.
  [[nodiscard]] virtual Result<std::vector<Event>> events(std::size_t limit) = 0;

  // Whether requests could be served now: reads and writes.
  [[nodiscard]] virtual Result<void> check() = 0;

  // Forgets nonces that expired before `now`, and events older than `events_before`.
  [[nodiscard]] virtual Result<void> forget(Time now, Time events_before) = 0;

  // `told` is called, on any thread, with what the operator should know of the store although it
  // works. Set it before on_change().
  virtual void on_trouble(std::function<void(std::string_view words)> told) = 0;
  // `told` is called with the id of a changed endpoint, "" when any may have changed (whenever the
  // connection that PostgreSQL tells changes on begins anew, and so for the first time, too), on
  // any thread; it may call the store. Set it once, before the other calls.
  virtual void on_change(std::function<void(std::string_view id)> told) = 0;
};

[[nodiscard]] std::unique_ptr<Store> memory_store();
// Makes the file (0600) where it is missing; PATH.lock beside it is held as long as the store
// lives. Errc::configuration when another store holds it, when the file is something else than a
// store, or when a newer version of this program has written it.
[[nodiscard]] Result<std::unique_ptr<Store>> sqlite_store(const std::string& path);
// A libpq connection URI, postgresql://...; libpq is loaded when this is called, and the tables are
// made where they are missing. Errc::unsupported without libpq, Errc::configuration for a URI that
// cannot be read and for tables of a newer version.
[[nodiscard]] Result<std::unique_ptr<Store>> postgresql_store(const std::string& uri);
// As parse_store_name() (store_name.hpp) takes it; its errors, too.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const std::string& where);

}  // namespace cloudx::store
