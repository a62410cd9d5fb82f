#pragma once
// PostgreSQL's client library, loaded while running: linked, it would bring LDAP and Kerberos into
// every start of the program. The functions are those of its manual, without their PQ.

#include <libpq-fe.h>

#include "base/error.hpp"
#include "os/platform.hpp"

namespace cloudx::store::postgresql {

struct Libpq {
  // Stays loaded for good. Errc::unsupported when it is not installed.
  [[nodiscard]] static Result<Libpq> load(const char* file = os::kIsMac ? "libpq.5.dylib"
                                                                        : "libpq.so.5");

  decltype(&::PQclear) clear = nullptr;
  decltype(&::PQconnectdbParams) connectdbParams = nullptr;
  decltype(&::PQconninfoFree) conninfoFree = nullptr;
  decltype(&::PQconninfoParse) conninfoParse = nullptr;
  decltype(&::PQconsumeInput) consumeInput = nullptr;
  decltype(&::PQerrorMessage) errorMessage = nullptr;
  decltype(&::PQexec) exec = nullptr;
  decltype(&::PQexecParams) execParams = nullptr;
  decltype(&::PQfinish) finish = nullptr;
  decltype(&::PQfreemem) freemem = nullptr;
  decltype(&::PQgetlength) getlength = nullptr;
  decltype(&::PQgetvalue) getvalue = nullptr;
  decltype(&::PQnotifies) notifies = nullptr;
  decltype(&::PQntuples) ntuples = nullptr;
  decltype(&::PQresultErrorField) resultErrorField = nullptr;
  decltype(&::PQresultStatus) resultStatus = nullptr;
  decltype(&::PQsetNoticeProcessor) setNoticeProcessor = nullptr;
  decltype(&::PQsocket) socket = nullptr;
  decltype(&::PQstatus) status = nullptr;
  decltype(&::PQtransactionStatus) transactionStatus = nullptr;
};

}  // namespace cloudx::store::postgresql
