#include "store/postgresql_schema.hpp"

#include <fmt/format.h>

namespace cloudx::store::postgresql {

namespace {

constexpr std::int64_t kVersion = 2;
// An arbitrary number that only this program locks.
constexpr std::int64_t kLock = 0x636c6f7564780001;

// Times are milliseconds since 1970. Collation "C" is the order of the other stores.
constexpr const char* kTables = R"(
CREATE TABLE relay_schema (version bigint NOT NULL);
INSERT INTO relay_schema (version) VALUES (2);
CREATE TABLE relay_state (
  id text COLLATE "C" PRIMARY KEY,
  phase text NOT NULL,
  version bigint NOT NULL,
  client_token text NOT NULL,
  image_id text NOT NULL,
  attempt bigint NOT NULL,
  instance_id text NOT NULL,
  address text NOT NULL,
  host_key text NOT NULL,
  step text NOT NULL,
  error text NOT NULL,
  v1 boolean NOT NULL,
  wanted_at bigint NOT NULL,
  launched_at bigint NOT NULL,
  last_used bigint NOT NULL,
  owner text NOT NULL,
  lease_until bigint NOT NULL,
  launcher text NOT NULL DEFAULT ''
);
CREATE TABLE relay_nonce (
  nonce text COLLATE "C" PRIMARY KEY,
  expires bigint NOT NULL
);
CREATE INDEX relay_nonce_expires ON relay_nonce (expires);
CREATE TABLE relay_presence (
  id text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  seen bigint NOT NULL,
  peer text NOT NULL,
  attached boolean NOT NULL,
  PRIMARY KEY (id, role)
);
CREATE TABLE relay_event (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  id text NOT NULL,
  who text NOT NULL,
  peer text NOT NULL,
  what text NOT NULL
);
CREATE INDEX relay_event_at ON relay_event (at);
)";

constexpr const char* kFromVersion1 = R"(
ALTER TABLE relay_state ADD COLUMN launcher text NOT NULL DEFAULT '';
UPDATE relay_schema SET version = 2;
)";

}  // namespace

Result<void> prepare_schema(Connection& connection) {
  Result<Transaction> transaction = Transaction::begin(connection);
  if (!transaction) return std::unexpected(transaction.error());
  const auto locked = connection.run("SELECT pg_advisory_xact_lock($1)", Parameters().add(kLock));
  if (!locked) return std::unexpected(locked.error());
  const auto there = connection.run("SELECT 1 WHERE to_regclass('relay_schema') IS NOT NULL");
  if (!there) return std::unexpected(there.error());
  if (there->size() == 0) {
    if (auto made = connection.script(kTables); !made) return made;
    return transaction->commit();
  }
  const auto version = connection.run("SELECT max(version) FROM relay_schema");
  if (!version) return std::unexpected(version.error());
  if (version->number(0, 0) == kVersion) return {};
  if (version->number(0, 0) < kVersion) {
    if (auto changed = connection.script(kFromVersion1); !changed) return changed;
    return transaction->commit();
  }
  return fail(Errc::configuration,
              fmt::format("the PostgreSQL database has tables of version {}, which a newer "
                          "cloudx-proxy made; this one knows version {}",
                          version->number(0, 0), kVersion));
}

}  // namespace cloudx::store::postgresql
