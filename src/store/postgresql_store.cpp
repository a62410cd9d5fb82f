#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "store/change_effect.hpp"
#include "store/postgresql_listener.hpp"
#include "store/postgresql_pool.hpp"
#include "store/postgresql_schema.hpp"
#include "store/store.hpp"

namespace cloudx::store {

namespace {

using postgresql::Again;
using postgresql::Connection;
using postgresql::Listener;
using postgresql::Parameters;
using postgresql::Pool;
using postgresql::Rows;
using postgresql::Server;
using postgresql::Transaction;

constexpr const char* kChannel = "cloudx_relay";

class PostgresqlStore final : public Store {
 public:
  explicit PostgresqlStore(std::shared_ptr<const Server> server)
      : server_(std::move(server)), pool_(server_) {}

  Result<void> prepare() {
    return pool_.with(
        [](Connection& connection) { return postgresql::prepare_schema(connection); });
  }

  Result<RelayState> find(std::string_view id) override;

  Result<std::vector<RelayState>> live() override {
    static const std::string sql =
        fmt::format("SELECT {} FROM relay_state WHERE phase <> 'none' ORDER BY id", kStateColumns);
    return records<RelayState>(sql);
  }

  Result<std::vector<RelayState>> all() override {
    static const std::string sql =
        fmt::format("SELECT {} FROM relay_state ORDER BY id", kStateColumns);
    return records<RelayState>(sql);
  }

  Result<RelayState> change(std::string_view id, const Change& change) override;
  Result<bool> remember_nonce(std::string_view nonce, Time expires) override;
  Result<void> saw(std::span<const Presence> presences) override;

  Result<std::vector<Presence>> presences() override {
    static const std::string sql =
        fmt::format("SELECT {} FROM relay_presence ORDER BY id, role", kPresenceColumns);
    return records<Presence>(sql);
  }

  Result<void> record(Event event) override;
  Result<std::vector<Event>> events(std::size_t limit) override;
  Result<void> check() override;
  Result<void> forget(Time now, Time events_before) override;

  void on_trouble(std::function<void(std::string_view words)> told) override {
    troubled_ = std::move(told);
  }

  void on_change(std::function<void(std::string_view id)> told) override {
    listener_.emplace(server_, kChannel,
                      Listener::Told{.changed = std::move(told), .troubled = troubled_},
                      [this](const std::string& payload) { return notify(payload); });
    pool_.on_loss([this] { listener_->renew(); });
    listener_->start();
  }

 private:
  Result<Rows> run(const std::string& sql, const Parameters& parameters,
                   Again again = Again::harmless) {
    return pool_.with(
        [&](Connection& connection) { return connection.run(sql, parameters, again); });
  }

  template <class Record>
  Result<std::vector<Record>> records(const std::string& sql, const Parameters& parameters = {}) {
    const Result<Rows> rows = run(sql, parameters);
    if (!rows) return std::unexpected(rows.error());
    return rows->records<Record>();
  }

  Result<void> notify(const std::string& payload);

  std::shared_ptr<const Server> server_;
  std::function<void(std::string_view words)> troubled_;
  Pool pool_;
  std::optional<Listener> listener_;
};

RelayState first_or_fresh(std::vector<RelayState> found, std::string_view id) {
  if (!found.empty()) return std::move(found.front());
  RelayState fresh;
  fresh.id = id;
  return fresh;
}

Result<RelayState> PostgresqlStore::find(std::string_view id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM relay_state WHERE id = $1", kStateColumns);
  auto found = records<RelayState>(sql, Parameters().add(id));
  if (!found) return std::unexpected(found.error());
  return first_or_fresh(std::move(*found), id);
}

// The state of an endpoint, which other transactions that change it now wait for.
Result<RelayState> hold(Connection& connection, std::string_view id) {
  static const std::string select =
      fmt::format("SELECT {} FROM relay_state WHERE id = $1 FOR UPDATE", kStateColumns);
  static const std::string insert = fmt::format(
      "INSERT INTO relay_state ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, "
      "$14, $15, $16, $17, $18) ON CONFLICT DO NOTHING",
      kStateColumns);
  const Result<Rows> found = connection.run(select, Parameters().add(id));
  if (!found) return std::unexpected(found.error());
  if (found->size() == 1) return found->records<RelayState>().front();
  // A row that is not there cannot be held. Of two that make it one waits for the other's end.
  const Result<Rows> made =
      connection.run(insert, Parameters().add_columns(first_or_fresh({}, id)));
  if (!made) return std::unexpected(made.error());
  const Result<Rows> held = connection.run(select, Parameters().add(id));
  if (!held) return std::unexpected(held.error());
  return first_or_fresh(held->records<RelayState>(), id);
}

// In the transaction that holds it. Listeners are told when, and only if, that is committed.
Result<void> write(Connection& connection, const RelayState& state, ChangeEffect effect) {
  static const std::string update = fmt::format(
      "UPDATE relay_state SET ({}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15, $16, $17, $18) WHERE id = $1",
      kStateColumns);
  const auto written = connection.run(update, Parameters().add_columns(state));
  if (!written) return std::unexpected(written.error());
  if (effect != ChangeEffect::published) return {};
  const auto told =
      connection.run("SELECT pg_notify($1, $2)", Parameters().add(kChannel).add(state.id));
  if (!told) return std::unexpected(told.error());
  return {};
}

Result<RelayState> PostgresqlStore::change(std::string_view id, const Change& change) {
  return pool_.with([&](Connection& connection) -> Result<RelayState> {
    auto transaction = Transaction::begin(connection);
    if (!transaction) return std::unexpected(transaction.error());
    auto state = hold(connection, id);
    if (!state) return state;
    const ChangeEffect effect = apply_change(*state, change);
    if (effect == ChangeEffect::none) return state;
    if (auto written = write(connection, *state, effect); !written) {
      return std::unexpected(written.error());
    }
    if (auto committed = transaction->commit(); !committed) {
      return std::unexpected(committed.error());
    }
    return state;
  });
}

Result<bool> PostgresqlStore::remember_nonce(std::string_view nonce, Time expires) {
  // A repetition would find the nonce that the call itself has brought.
  const Result<Rows> added = run(
      "INSERT INTO relay_nonce (nonce, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1",
      Parameters().add(nonce).add(expires), Again::harmful);
  if (!added) return std::unexpected(added.error());
  return added->size() == 1;
}

// In one statement; its order is the same on all nodes, so that none waits for another in a circle.
Result<void> PostgresqlStore::saw(std::span<const Presence> presences) {
  static const std::string sql = fmt::format(
      "INSERT INTO relay_presence ({0}) SELECT DISTINCT ON (id, role) {0} "
      "FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS given({0}, position) "
      "ORDER BY id, role, seen DESC, position DESC "
      "ON CONFLICT (id, role) DO UPDATE SET "
      "seen = excluded.seen, peer = excluded.peer, attached = excluded.attached "
      "WHERE excluded.seen >= relay_presence.seen",
      kPresenceColumns);
  if (presences.empty()) return {};
  Parameters id;
  Parameters role;
  Parameters seen;
  Parameters peer;
  Parameters attached;
  for (const Presence& presence : presences) {
    id.add(presence.id);
    role.add(presence.role);
    seen.add(presence.seen);
    peer.add(presence.peer);
    attached.add(presence.attached);
  }
  Parameters arrays;
  for (const Parameters* column : {&id, &role, &seen, &peer, &attached}) arrays.add_array(*column);
  const Result<Rows> written = run(sql, arrays);
  if (!written) return std::unexpected(written.error());
  return {};
}

Result<void> PostgresqlStore::record(Event event) {
  const Result<Rows> added =
      run("INSERT INTO relay_event (at, id, who, peer, what) VALUES ($1, $2, $3, $4, $5)",
          Parameters().add(event.at).add(event.id).add(event.who).add(event.peer).add(event.what),
          Again::harmful);
  if (!added) return std::unexpected(added.error());
  return {};
}

Result<std::vector<Event>> PostgresqlStore::events(std::size_t limit) {
  static const std::string sql =
      fmt::format("SELECT {} FROM relay_event ORDER BY number DESC LIMIT $1", kEventColumns);
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  return records<Event>(sql, Parameters().add(std::uint64_t{std::min(limit, most)}));
}

Result<void> PostgresqlStore::notify(const std::string& payload) {
  const Result<Rows> told =
      run("SELECT pg_notify($1, $2)", Parameters().add(kChannel).add(payload));
  if (!told) return std::unexpected(told.error());
  return {};
}

Result<void> PostgresqlStore::check() {
  // Nonces of requests have blanks in them.
  const Result<Rows> written =
      run("INSERT INTO relay_nonce (nonce, expires) VALUES ('check', 0) "
          "ON CONFLICT (nonce) DO UPDATE SET expires = excluded.expires",
          {});
  if (!written) return std::unexpected(written.error());
  return {};
}

Result<void> PostgresqlStore::forget(Time now, Time events_before) {
  const Result<Rows> nonces =
      run("DELETE FROM relay_nonce WHERE expires < $1", Parameters().add(now));
  if (!nonces) return std::unexpected(nonces.error());
  const Result<Rows> events =
      run("DELETE FROM relay_event WHERE at < $1", Parameters().add(events_before));
  if (!events) return std::unexpected(events.error());
  return {};
}

}  // namespace

Result<std::unique_ptr<Store>> postgresql_store(const std::string& uri) {
  auto server = Server::parse(uri);
  if (!server) return std::unexpected(server.error());
  auto store = std::make_unique<PostgresqlStore>(std::move(*server));
  if (auto ready = store->prepare(); !ready) return std::unexpected(ready.error());
  return store;
}

}  // namespace cloudx::store
