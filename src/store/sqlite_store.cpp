#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "store/change_effect.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_schema.hpp"
#include "store/store.hpp"

namespace cloudx::store {

namespace {

namespace fs = std::filesystem;

using sqlite::Claim;
using sqlite::Database;
using sqlite::Query;
using sqlite::Transaction;

class SqliteStore final : public Store {
 public:
  SqliteStore(Claim claim, Database database)
      : claim_(std::move(claim)), database_(std::move(database)) {}

  Result<RelayState> find(std::string_view id) override {
    const std::scoped_lock lock(mutex_);
    return state(id);
  }

  Result<std::vector<RelayState>> live() override {
    static const std::string sql =
        fmt::format("SELECT {} FROM relay_state WHERE phase <> 'none' ORDER BY id", kStateColumns);
    const std::scoped_lock lock(mutex_);
    return Query(database_, sql).records<RelayState>();
  }

  Result<std::vector<RelayState>> all() override {
    static const std::string sql =
        fmt::format("SELECT {} FROM relay_state ORDER BY id", kStateColumns);
    const std::scoped_lock lock(mutex_);
    return Query(database_, sql).records<RelayState>();
  }

  Result<RelayState> change(std::string_view id, const Change& change) override;
  Result<bool> remember_nonce(std::string_view nonce, Time expires) override;
  Result<void> saw(std::span<const Presence> presences) override;

  Result<std::vector<Presence>> presences() override {
    static const std::string sql =
        fmt::format("SELECT {} FROM relay_presence ORDER BY id, role", kPresenceColumns);
    const std::scoped_lock lock(mutex_);
    return Query(database_, sql).records<Presence>();
  }

  Result<void> record(Event event) override;
  Result<std::vector<Event>> events(std::size_t limit) override;
  Result<void> check() override;
  Result<void> forget(Time now, Time events_before) override;

  void on_trouble(std::function<void(std::string_view words)> /*told*/) override {}

  void on_change(std::function<void(std::string_view id)> told) override {
    told_ = std::move(told);
  }

 private:
  // With the mutex held.
  Result<RelayState> state(std::string_view id);
  Result<ChangeEffect> alter_row(RelayState& after, std::string_view id, const Change& change);

  std::function<void(std::string_view id)> told_;
  std::mutex mutex_;
  Claim claim_;  // longer than the database is open
  Database database_;
};

Result<RelayState> SqliteStore::state(std::string_view id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM relay_state WHERE id = ?", kStateColumns);
  auto found = Query(database_, sql).bind(id).records<RelayState>();
  if (!found) return std::unexpected(found.error());
  if (!found->empty()) return std::move(found->front());
  RelayState fresh;
  fresh.id = id;
  return fresh;
}

Result<RelayState> SqliteStore::change(std::string_view id, const Change& change) {
  RelayState after;
  {
    const std::scoped_lock lock(mutex_);
    const Result<ChangeEffect> effect = alter_row(after, id, change);
    if (!effect) return std::unexpected(effect.error());
    if (*effect != ChangeEffect::published) return after;
  }
  if (told_) told_(after.id);
  return after;
}

Result<ChangeEffect> SqliteStore::alter_row(RelayState& after, std::string_view id,
                                            const Change& change) {
  static const std::string sql = fmt::format(
      "REPLACE INTO relay_state ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?)",
      kStateColumns);
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::unexpected(transaction.error());
  auto before = state(id);
  if (!before) return std::unexpected(before.error());
  after = std::move(*before);
  const ChangeEffect effect = apply_change(after, change);
  if (effect == ChangeEffect::none) return effect;
  if (auto written = Query(database_, sql).bind_columns(after).run(); !written) {
    return std::unexpected(written.error());
  }
  if (auto committed = transaction->commit(); !committed) {
    return std::unexpected(committed.error());
  }
  return effect;
}

Result<bool> SqliteStore::remember_nonce(std::string_view nonce, Time expires) {
  const std::scoped_lock lock(mutex_);
  Query query(database_,
              "INSERT INTO relay_nonce (nonce, expires) VALUES (?, ?) ON CONFLICT DO NOTHING");
  if (auto done = query.bind(nonce).bind(expires).run(); !done) {
    return std::unexpected(done.error());
  }
  return sqlite3_changes(database_.handle()) == 1;
}

Result<void> SqliteStore::saw(std::span<const Presence> presences) {
  static const std::string sql = fmt::format(
      "INSERT INTO relay_presence ({}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "seen = excluded.seen, peer = excluded.peer, attached = excluded.attached "
      "WHERE excluded.seen >= seen",
      kPresenceColumns);
  const std::scoped_lock lock(mutex_);
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::unexpected(transaction.error());
  for (const Presence& presence : presences) {
    if (auto done = Query(database_, sql).bind_columns(presence).run(); !done) return done;
  }
  return transaction->commit();
}

Result<void> SqliteStore::record(Event event) {
  const std::scoped_lock lock(mutex_);
  Query query(database_,
              "INSERT INTO relay_event (at, id, who, peer, what) VALUES (?, ?, ?, ?, ?)");
  return query.bind(event.at)
      .bind(event.id)
      .bind(event.who)
      .bind(event.peer)
      .bind(event.what)
      .run();
}

Result<std::vector<Event>> SqliteStore::events(std::size_t limit) {
  static const std::string sql =
      fmt::format("SELECT {} FROM relay_event ORDER BY number DESC LIMIT ?", kEventColumns);
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  const std::scoped_lock lock(mutex_);
  Query query(database_, sql);
  return query.bind(static_cast<std::int64_t>(std::min(limit, most))).records<Event>();
}

Result<void> SqliteStore::check() {
  // Nonces of requests have blanks in them.
  const std::scoped_lock lock(mutex_);
  return Query(database_, "REPLACE INTO relay_nonce (nonce, expires) VALUES ('check', 0)").run();
}

Result<void> SqliteStore::forget(Time now, Time events_before) {
  const std::scoped_lock lock(mutex_);
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::unexpected(transaction.error());
  Query nonces(database_, "DELETE FROM relay_nonce WHERE expires < ?");
  if (auto done = nonces.bind(now).run(); !done) return done;
  Query events(database_, "DELETE FROM relay_event WHERE at < ?");
  if (auto done = events.bind(events_before).run(); !done) return done;
  return transaction->commit();
}

// Every commit survives the end of the process; the last ones may be lost with the machine's power.
Result<void> set_journal(Database& database) {
  // Answers with the mode that there is now, and with no error where WAL is impossible.
  if (auto set = database.execute("PRAGMA synchronous = NORMAL; PRAGMA journal_mode = WAL"); !set) {
    return set;
  }
  const auto wal = Query(database, "SELECT journal_mode = 'wal' FROM pragma_journal_mode").number();
  if (!wal) return std::unexpected(wal.error());
  if (*wal == 1) return {};
  return fail(Errc::configuration,
              fmt::format("{} is on a file system where SQLite cannot have a write-ahead log",
                          database.path()));
}

}  // namespace

Result<std::unique_ptr<Store>> sqlite_store(const std::string& path) {
  std::error_code ignored;  // what is wrong with the path shows when it is opened
  const fs::path file = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
  if (file.empty()) return fail(Errc::configuration, "the path of the store is empty");
  Result<Claim> claim = Claim::take(file);
  if (!claim) return std::unexpected(claim.error());
  if (auto made = sqlite::make_private_file(file); !made) return std::unexpected(made.error());
  Result<Database> database = Database::open(file.string());
  if (!database) return std::unexpected(database.error());
  if (auto ready = sqlite::prepare_schema(*database); !ready) return std::unexpected(ready.error());
  if (auto set = set_journal(*database); !set) return std::unexpected(set.error());
  return std::make_unique<SqliteStore>(std::move(*claim), std::move(*database));
}

}  // namespace cloudx::store
