#include "store/libpq.hpp"

#include <dlfcn.h>

#include <fmt/format.h>

namespace cloudx::store::postgresql {

namespace {

template <class Function>
bool find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(::dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, Libpq& table) {
  return find(library, "PQclear", table.clear) &&
         find(library, "PQconnectdbParams", table.connectdbParams) &&
         find(library, "PQconninfoFree", table.conninfoFree) &&
         find(library, "PQconninfoParse", table.conninfoParse) &&
         find(library, "PQconsumeInput", table.consumeInput) &&
         find(library, "PQerrorMessage", table.errorMessage) &&
         find(library, "PQexec", table.exec) && find(library, "PQexecParams", table.execParams) &&
         find(library, "PQfinish", table.finish) && find(library, "PQfreemem", table.freemem) &&
         find(library, "PQgetlength", table.getlength) &&
         find(library, "PQgetvalue", table.getvalue) &&
         find(library, "PQnotifies", table.notifies) && find(library, "PQntuples", table.ntuples) &&
         find(library, "PQresultErrorField", table.resultErrorField) &&
         find(library, "PQresultStatus", table.resultStatus) &&
         find(library, "PQsetNoticeProcessor", table.setNoticeProcessor) &&
         find(library, "PQsocket", table.socket) && find(library, "PQstatus", table.status) &&
         find(library, "PQtransactionStatus", table.transactionStatus);
}

}  // namespace

Result<Libpq> Libpq::load(const char* file) {
  void* const library = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(Errc::unsupported,
                fmt::format("a PostgreSQL store needs PostgreSQL's client library (Debian: the "
                            "package libpq5): {}",
                            ::dlerror()));
  }
  Libpq table;
  if (!find_all(library, table)) {
    return fail(Errc::unsupported, fmt::format("{} is too old: {}", file, ::dlerror()));
  }
  return table;
}

}  // namespace cloudx::store::postgresql
