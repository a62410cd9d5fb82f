#include "store/postgresql_connection.hpp"

#include "os/socket_wait.hpp"

namespace cloudx::store::postgresql {

namespace {

// In every session: a statement that waits for a lock, and a transaction whose service has stalled,
// must not hold up the others for long.
constexpr const char* kTimeLimits =
    "SELECT set_config('statement_timeout', '10s', false), "
    "set_config('idle_in_transaction_session_timeout', '30s', false)";

// "PostgreSQL Error Codes" of its manual: serialization_failure, deadlock_detected.
bool is_contention(std::string_view sqlstate) {
  return sqlstate == "40001" || sqlstate == "40P01";
}

// read_only_sql_transaction: the server was the primary one, and another is now.
bool is_read_only(std::string_view sqlstate) {
  return sqlstate == "25006";
}

}  // namespace

std::string_view Rows::text(int row, int column) const {
  return {libpq().getvalue(result_.get(), row, column),
          static_cast<std::size_t>(libpq().getlength(result_.get(), row, column))};
}

std::int64_t Rows::number(int row, int column) const {
  const std::string_view digits = text(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Result<Connection> Connection::open(std::shared_ptr<const Server> server) {
  Connection connection(std::move(server));
  const Server& the_server = *connection.server_;
  if (connection.lost()) {
    return the_server.error(the_server.libpq().errorMessage(connection.handle_.get()));
  }
  // Notices would go to stderr.
  the_server.libpq().setNoticeProcessor(
      connection.handle_.get(), [](void*, const char*) {}, nullptr);
  if (auto set = connection.run(kTimeLimits); !set) return std::unexpected(set.error());
  return connection;
}

Result<Rows> Connection::run(const std::string& sql, const Parameters& parameters, Again again) {
  const std::size_t count = parameters.values().size();
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& value : parameters.values()) {
    values.push_back(value.data());
    lengths.push_back(static_cast<int>(value.size()));
  }
  const std::vector<int> binary(count, 1);
  constexpr int text_result = 0;
  return outcome(server_->libpq().execParams(handle_.get(), sql.c_str(), static_cast<int>(count),
                                             parameters.types().data(), values.data(),
                                             lengths.data(), binary.data(), text_result),
                 again);
}

Result<void> Connection::script(const char* sql) {
  const auto done = outcome(server_->libpq().exec(handle_.get(), sql), Again::harmless);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<Rows> Connection::outcome(PGresult* result, Again again) {
  const Libpq& libpq = server_->libpq();
  Rows rows(libpq, result);
  const ExecStatusType status = libpq.resultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return rows;
  const char* const state = libpq.resultErrorField(result, PG_DIAG_SQLSTATE);
  const char* const message = libpq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (lost()) {
    failure_ = again == Again::harmless ? Failure::lost : Failure::lost_in_doubt;
  } else if (state != nullptr && is_read_only(state)) {
    read_only_ = true;
    failure_ = Failure::lost;
  } else {
    failure_ = state != nullptr && is_contention(state) ? Failure::contended : Failure::refused;
  }
  return server_->error(message != nullptr ? message : libpq.errorMessage(handle_.get()));
}

bool Connection::reusable() const {
  if (read_only_ || lost()) return false;
  if (server_->libpq().transactionStatus(handle_.get()) != PQTRANS_IDLE) return false;
  // An idle connection has nothing to say but that it ends.
  return !os::is_readable(socket());
}

bool Connection::consume() {
  return server_->libpq().consumeInput(handle_.get()) == 1 && !lost();
}

std::vector<std::string> Connection::notifications() {
  std::vector<std::string> payloads;
  while (PGnotify* const notification = server_->libpq().notifies(handle_.get())) {
    payloads.emplace_back(notification->extra);
    server_->libpq().freemem(notification);
  }
  return payloads;
}

Result<Transaction> Transaction::begin(Connection& connection) {
  // Whatever the database's own default is: a row that was waited for is read as it is by then.
  if (auto begun = connection.run("BEGIN ISOLATION LEVEL READ COMMITTED"); !begun) {
    return std::unexpected(begun.error());
  }
  return Transaction(connection);
}

Transaction::~Transaction() {
  // Where this fails the connection is not reusable.
  if (connection_ == nullptr) return;
  [[maybe_unused]] const auto rolled_back = connection_->run("ROLLBACK");
}

Result<void> Transaction::commit() {
  const auto committed = std::exchange(connection_, nullptr)->run("COMMIT", {}, Again::harmful);
  if (!committed) return std::unexpected(committed.error());
  return {};
}

}  // namespace cloudx::store::postgresql
