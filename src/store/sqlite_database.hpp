#pragma once
// SQLite's C interface with owners and Result. Not for several threads at once.

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "os/file_identity.hpp"
#include "store/columns.hpp"

namespace cloudx::store::sqlite {

class Database {
 public:
  // A file that is there; it may be empty.
  [[nodiscard]] static Result<Database> open(std::string path);

  // Statements without parameters whose rows do not matter.
  [[nodiscard]] Result<void> execute(const char* sql);
  // Compiled the first time and kept. Null when it cannot be or when the file is gone, and error()
  // says why.
  [[nodiscard]] sqlite3_stmt* statement(std::string_view sql);

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  // False when the file, or its write-ahead log, was removed or replaced: SQLite goes on with what
  // no name leads to any more, and all of it is lost with the process.
  [[nodiscard]] bool is_in_place();
  // What is wrong with the file, or what SQLite says of the call that just failed.
  [[nodiscard]] std::unexpected<Error> error() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}

  std::string path_;
  std::optional<os::FileIdentity> file_;
  std::optional<os::FileIdentity> log_;  // not there before the first change
  bool is_gone_ = false;
  std::unique_ptr<sqlite3, Close> handle_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>> statements_;
};

// One run of a statement. Texts that are bound outlive it.
class Query {
 public:
  Query(Database& database, std::string_view sql)
      : database_(database), statement_(database.statement(sql)) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  // The next parameter.
  Query& bind(std::string_view text);
  Query& bind(std::int64_t number);
  Query& bind(Time time) { return bind(time.time_since_epoch().count()); }
  // A record's members as the next parameters.
  template <class Record>
  Query& bind_columns(const Record& record) {
    each_column(record, [&](const auto& member) { bind_member(member); });
    return *this;
  }

  // True: there is a row, and read() begins at its first column.
  [[nodiscard]] Result<bool> next();
  [[nodiscard]] Result<void> run();
  // The first column of the first row, 0 without one.
  [[nodiscard]] Result<std::int64_t> number();

  // All rows, one record each.
  template <class Record>
  [[nodiscard]] Result<std::vector<Record>> records() {
    std::vector<Record> found;
    while (true) {
      const Result<bool> row = next();
      if (!row) return std::unexpected(row.error());
      if (!*row) return found;
      each_column(found.emplace_back(), [&](auto& member) { read(member); });
    }
  }

 private:
  void bind_member(const std::string& text) { bind(text); }
  void bind_member(RelayPhase phase) { bind(name(phase)); }
  void bind_member(Time time) { bind(time); }
  template <std::integral Number>
  void bind_member(Number number) {
    bind(static_cast<std::int64_t>(number));
  }

  // The next column.
  void read(std::string& text);
  void read(RelayPhase& phase);
  void read(Time& time);
  template <std::integral Number>
  void read(Number& number) {
    number = static_cast<Number>(sqlite3_column_int64(statement_, column_++));
  }

  Database& database_;
  sqlite3_stmt* statement_;
  int parameter_ = 0;
  int column_ = 0;
};

// Rolls back what was not committed.
class Transaction {
 public:
  // Takes the write lock at once, so that nothing read in it is stale when it writes.
  [[nodiscard]] static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;  // null when it is over
};

}  // namespace cloudx::store::sqlite
