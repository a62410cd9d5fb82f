#include "store/libpq.hpp"

#include <fmt/format.h>

#include "os/shared_library.hpp"

namespace cloudx::store::postgresql {

namespace {

Result<void> find_all(const os::SharedLibrary& library, Libpq& table) {
  Result<void> found;
  const auto find = [&](const char* name, auto*& function) {
    if (found) found = library.find(name, function);
  };
  find("PQclear", table.clear);
  find("PQconnectdbParams", table.connectdbParams);
  find("PQconninfoFree", table.conninfoFree);
  find("PQconninfoParse", table.conninfoParse);
  find("PQconsumeInput", table.consumeInput);
  find("PQerrorMessage", table.errorMessage);
  find("PQexec", table.exec);
  find("PQexecParams", table.execParams);
  find("PQfinish", table.finish);
  find("PQfreemem", table.freemem);
  find("PQgetlength", table.getlength);
  find("PQgetvalue", table.getvalue);
  find("PQnotifies", table.notifies);
  find("PQntuples", table.ntuples);
  find("PQresultErrorField", table.resultErrorField);
  find("PQresultStatus", table.resultStatus);
  find("PQsetNoticeProcessor", table.setNoticeProcessor);
  find("PQsocket", table.socket);
  find("PQstatus", table.status);
  find("PQtransactionStatus", table.transactionStatus);
  return found;
}

}  // namespace

Result<Libpq> Libpq::load(const char* file) {
  const auto library = os::SharedLibrary::load(file);
  if (!library) {
    return fail(Errc::unsupported,
                fmt::format("a PostgreSQL store needs PostgreSQL's client library (Debian: the "
                            "package libpq5): {}",
                            library.error().message));
  }
  Libpq table;
  if (const auto found = find_all(*library, table); !found) {
    return fail(Errc::unsupported, fmt::format("{} is too old: {}", file, found.error().message));
  }
  return table;
}

}  // namespace cloudx::store::postgresql
