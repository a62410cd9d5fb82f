#pragma once
// One connection to the database, for one thread at a time.

#include <charconv>
#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/postgresql_parameters.hpp"
#include "store/postgresql_server.hpp"

namespace cloudx::store::postgresql {

// What a statement answered.
class Rows {
 public:
  Rows(const Libpq& libpq, PGresult* result) : result_(result, Clear{&libpq}) {}

  [[nodiscard]] int size() const { return libpq().ntuples(result_.get()); }
  [[nodiscard]] std::string_view text(int row, int column) const;
  [[nodiscard]] std::int64_t number(int row, int column) const;
  // Each row as one record.
  template <class Record>
  [[nodiscard]] std::vector<Record> records() const {
    std::vector<Record> found(static_cast<std::size_t>(size()));
    for (int row = 0; row < size(); ++row) {
      int column = 0;
      each_column(found[static_cast<std::size_t>(row)],
                  [&](auto& member) { read(row, column++, member); });
    }
    return found;
  }

 private:
  struct Clear {
    const Libpq* libpq;
    void operator()(PGresult* result) const { libpq->clear(result); }
  };
  [[nodiscard]] const Libpq& libpq() const { return *result_.get_deleter().libpq; }

  void read(int row, int column, std::string& member) const { member = text(row, column); }
  void read(int row, int column, bool& member) const { member = text(row, column) == "t"; }
  void read(int row, int column, RelayPhase& member) const {
    member = relay_phase(text(row, column)).value_or(RelayPhase::none);
  }
  void read(int row, int column, Time& member) const {
    member = Time(std::chrono::milliseconds(number(row, column)));
  }
  template <std::unsigned_integral Number>
  void read(int row, int column, Number& member) const {
    member = static_cast<Number>(number(row, column));
  }

  std::unique_ptr<PGresult, Clear> result_;
};

// What a repetition of a statement does that was carried out already.
enum class Again : std::uint8_t { harmless, harmful };

// Why the last statement failed, as far as it matters for trying again.
enum class Failure : std::uint8_t {
  refused,    // the database will not have it
  contended,  // another transaction was in the way: the whole transaction may be tried again
  // The connection broke, or leads to a server that has become read-only, and nothing has happened
  // whose repetition does harm.
  lost,
  lost_in_doubt,  // the connection broke, and it may have
};

class Connection {
 public:
  [[nodiscard]] static Result<Connection> open(std::shared_ptr<const Server> server);

  [[nodiscard]] Result<Rows> run(const std::string& sql, const Parameters& parameters = {},
                                 Again again = Again::harmless);
  // Several statements without parameters.
  [[nodiscard]] Result<void> script(const char* sql);
  [[nodiscard]] Failure failure() const { return failure_; }

  // Still there as far as one can see, and in no transaction.
  [[nodiscard]] bool reusable() const;

  // For os::SocketWait.
  [[nodiscard]] int socket() const { return server_->libpq().socket(handle_.get()); }
  // Takes in what has come. False: the connection is lost.
  [[nodiscard]] bool consume();
  // The payloads of the notifications that were taken in since the last time.
  [[nodiscard]] std::vector<std::string> notifications();

 private:
  struct Finish {
    const Libpq* libpq;
    void operator()(PGconn* handle) const { libpq->finish(handle); }
  };
  explicit Connection(std::shared_ptr<const Server> server)
      : server_(std::move(server)), handle_(server_->connect(), Finish{&server_->libpq()}) {}

  [[nodiscard]] bool lost() const {
    return server_->libpq().status(handle_.get()) != CONNECTION_OK;
  }
  [[nodiscard]] Result<Rows> outcome(PGresult* result, Again again);

  std::shared_ptr<const Server> server_;
  std::unique_ptr<PGconn, Finish> handle_;
  Failure failure_ = Failure::refused;
  bool read_only_ = false;
};

// Rolls back what was not committed.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Connection& connection);
  Transaction(Transaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  // null when it is over
};

}  // namespace cloudx::store::postgresql
