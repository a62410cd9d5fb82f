#include "store/sqlite_schema.hpp"

#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace cloudx::store::sqlite {

namespace {

// Marks the file as ours ("cxr1"); `file` and others know it from the header.
constexpr int kApplicationId = 0x63787231;
constexpr int kVersion = 2;

// Times are milliseconds since 1970.
constexpr const char* kTables = R"(
CREATE TABLE relay_state (
  id TEXT PRIMARY KEY NOT NULL,
  phase TEXT NOT NULL,
  version INTEGER NOT NULL,
  client_token TEXT NOT NULL,
  image_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  instance_id TEXT NOT NULL,
  address TEXT NOT NULL,
  host_key TEXT NOT NULL,
  step TEXT NOT NULL,
  error TEXT NOT NULL,
  v1 INTEGER NOT NULL,
  wanted_at INTEGER NOT NULL,
  launched_at INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  owner TEXT NOT NULL,
  lease_until INTEGER NOT NULL,
  launcher TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE relay_nonce (
  nonce TEXT PRIMARY KEY NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX relay_nonce_expires ON relay_nonce (expires);
CREATE TABLE relay_presence (
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  seen INTEGER NOT NULL,
  peer TEXT NOT NULL,
  attached INTEGER NOT NULL,
  PRIMARY KEY (id, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE relay_event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  id TEXT NOT NULL,
  who TEXT NOT NULL,
  peer TEXT NOT NULL,
  what TEXT NOT NULL
) STRICT;
CREATE INDEX relay_event_at ON relay_event (at);
)";

constexpr const char* kFromVersion1 =
    "ALTER TABLE relay_state ADD COLUMN launcher TEXT NOT NULL DEFAULT ''";

std::unexpected<Error> refuse(const Database& database, std::string_view why) {
  return fail(Errc::configuration, fmt::format("{} {}", database.path(), why));
}

Result<std::int64_t> number(Database& database, const char* sql) {
  return Query(database, sql).number();
}

Result<void> make_tables(Database& database) {
  Result<Transaction> transaction = Transaction::begin(database);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto made = database.execute(kTables); !made) return made;
  const std::string marks =
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, kVersion);
  if (auto marked = database.execute(marks.c_str()); !marked) return marked;
  return transaction->commit();
}

Result<void> renew_tables(Database& database) {
  Result<Transaction> transaction = Transaction::begin(database);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto changed = database.execute(kFromVersion1); !changed) return changed;
  const std::string mark = fmt::format("PRAGMA user_version = {}", kVersion);
  if (auto marked = database.execute(mark.c_str()); !marked) return marked;
  return transaction->commit();
}

}  // namespace

Result<void> prepare_schema(Database& database) {
  const Result<std::int64_t> objects = number(database, "SELECT count(*) FROM sqlite_schema");
  // The first look into the file: here SQLite finds out what it is.
  if (!objects && sqlite3_errcode(database.handle()) == SQLITE_NOTADB) {
    return refuse(database, "is not a SQLite database");
  }
  if (!objects) return std::unexpected(objects.error());
  if (*objects == 0) return make_tables(database);
  const Result<std::int64_t> application = number(database, "PRAGMA application_id");
  if (!application) return std::unexpected(application.error());
  if (*application != kApplicationId) return refuse(database, "is not a database of the relay");
  const Result<std::int64_t> version = number(database, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*version < kVersion) return renew_tables(database);
  if (*version == kVersion) return {};
  return refuse(database,
                fmt::format("has tables of version {}, which a newer cloudx-proxy made; this one "
                            "knows version {}",
                            *version, kVersion));
}

}  // namespace cloudx::store::sqlite
