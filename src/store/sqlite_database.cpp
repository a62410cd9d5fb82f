#include "store/sqlite_database.hpp"

#include <utility>

#include <fmt/format.h>

namespace cloudx::store::sqlite {

namespace {

// For the operator's sqlite3 that has the file locked for a moment; nobody else writes it.
constexpr int kBusyMilliseconds = 10'000;

}  // namespace

Result<Database> Database::open(std::string path) {
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(std::move(path), handle);
  if (opened != SQLITE_OK) return database.error();
  database.file_ = os::FileIdentity::of(database.path_);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  return database;
}

Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return {};
}

bool Database::is_in_place() {
  const std::optional<os::FileIdentity> log = os::FileIdentity::of(path_ + "-wal");
  if (!log_) log_ = log;
  is_gone_ = os::FileIdentity::of(path_) != file_ || log != log_;
  return !is_gone_;
}

sqlite3_stmt* Database::statement(std::string_view sql) {
  if (!is_in_place()) return nullptr;
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (prepared != SQLITE_OK) return nullptr;
  return statements_.try_emplace(std::string(sql), statement).first->second.get();
}

std::unexpected<Error> Database::error() const {
  if (is_gone_) {
    return fail(Errc::io,
                fmt::format("the store {0}: the file, or {0}-wal beside it, was removed or "
                            "replaced; restart the service",
                            path_));
  }
  return fail(Errc::io, fmt::format("the store {}: {}", path_, sqlite3_errmsg(handle())));
}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::string_view text) {
  // SQLite takes a null pointer for NULL.
  const char* const data = text.empty() ? "" : text.data();
  sqlite3_bind_text64(statement_, ++parameter_, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Query& Query::bind(std::int64_t number) {
  sqlite3_bind_int64(statement_, ++parameter_, number);
  return *this;
}

Result<bool> Query::next() {
  if (statement_ == nullptr) return database_.error();
  column_ = 0;
  const int stepped = sqlite3_step(statement_);
  if (stepped == SQLITE_ROW) return true;
  if (stepped == SQLITE_DONE) return false;
  return database_.error();
}

Result<void> Query::run() {
  const Result<bool> done = next();
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<std::int64_t> Query::number() {
  const Result<bool> row = next();
  if (!row) return std::unexpected(row.error());
  return *row ? sqlite3_column_int64(statement_, 0) : 0;
}

void Query::read(std::string& text) {
  const auto* const data = sqlite3_column_text(statement_, column_);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column_));
  ++column_;
  text.assign(data == nullptr ? "" : reinterpret_cast<const char*>(data), size);
}

void Query::read(RelayPhase& phase) {
  std::string text;
  read(text);
  phase = relay_phase(text).value_or(RelayPhase::none);
}

void Query::read(Time& time) {
  time = Time(std::chrono::milliseconds(sqlite3_column_int64(statement_, column_++)));
}

Result<Transaction> Transaction::begin(Database& database) {
  if (!database.is_in_place()) return database.error();
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) {
    return std::unexpected(begun.error());
  }
  return Transaction(database);
}

Transaction::~Transaction() {
  // It fails only where SQLite has rolled back by itself.
  if (database_ == nullptr) return;
  [[maybe_unused]] const auto rolled_back = database_->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace cloudx::store::sqlite
