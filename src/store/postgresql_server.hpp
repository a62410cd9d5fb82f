#pragma once
// Where the database is, and what of that must not be told.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "store/libpq.hpp"

namespace cloudx::store::postgresql {

class Server {
 public:
  // Errc::unsupported without libpq. Errc::configuration, without a word of the URI, when it cannot
  // be read or when libpq could take a part of its password for something else.
  [[nodiscard]] static Result<std::shared_ptr<const Server>> parse(const std::string& uri);

  // Waits until the connection stands or has failed: see PQstatus. Never null; for PQfinish.
  [[nodiscard]] PGconn* connect() const;
  // Words of libpq or the server as one line, without passwords.
  [[nodiscard]] std::string words(std::string_view text) const;
  [[nodiscard]] std::unexpected<Error> error(std::string_view text) const;

  [[nodiscard]] const Libpq& libpq() const { return libpq_; }

 private:
  Server(Libpq libpq, Secret uri) : libpq_(libpq), uri_(std::move(uri)) {}

  Libpq libpq_;
  Secret uri_;
  std::vector<Secret> passwords_;
};

}  // namespace cloudx::store::postgresql
