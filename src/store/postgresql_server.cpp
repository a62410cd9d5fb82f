#include "store/postgresql_server.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "base/printable.hpp"

namespace cloudx::store::postgresql {

namespace {

std::unexpected<Error> unreadable() {
  return fail(Errc::configuration,
              "the store's PostgreSQL URI cannot be read; it looks like "
              "postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of user and "
              "password percent-encoded");
}

// libpq ends user and password at the first "@" and does not look for one after a "/". What a
// password has of them unencoded would become a part of the host's name, and be told with it.
bool may_be_split_wrongly(std::string_view uri) {
  const std::size_t at = uri.find('@');
  if (at == std::string_view::npos) return false;
  return uri.find('@', at + 1) != std::string_view::npos || uri.find('/', uri.find("://") + 3) < at;
}

// A password without a host after it.
bool is_port(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == ','; });
}

struct Free {
  const Libpq& libpq;
  void operator()(PQconninfoOption* options) const { libpq.conninfoFree(options); }
  void operator()(char* text) const { libpq.freemem(text); }
};

}  // namespace

Result<std::shared_ptr<const Server>> Server::parse(const std::string& uri) {
  Result<Libpq> libpq = Libpq::load();
  if (!libpq) return std::unexpected(libpq.error());
  if (may_be_split_wrongly(uri)) return unreadable();
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, Free> options(libpq->conninfoParse(uri.c_str(), &message),
                                                        Free{*libpq});
  const std::unique_ptr<char, Free> quoting_the_uri(message, Free{*libpq});
  if (!options) return unreadable();
  std::shared_ptr<Server> server(new Server(*libpq, Secret(uri)));
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    if (option->val == nullptr || *option->val == '\0') continue;
    if (keyword == "port" && !is_port(option->val)) return unreadable();
    if (keyword == "password" || keyword == "sslpassword") {
      server->passwords_.emplace_back(option->val);
    }
  }
  return server;
}

PGconn* Server::connect() const {
  // The URI's own settings replace those before it: the last of a keyword counts
  // (PQconnectdbParams). A server that has gone without a word is noticed within half a minute, and
  // one that is read-only is passed over for the URI's other hosts.
  constexpr const char* keywords[] = {"connect_timeout",
                                      "keepalives_idle",
                                      "keepalives_interval",
                                      "keepalives_count",
                                      "tcp_user_timeout",
                                      "target_session_attrs",
                                      "dbname",
                                      "fallback_application_name",
                                      "client_encoding",
                                      nullptr};
  const char* const values[] = {
      "5",    "10",   "5", "3", "15000", "read-write", uri_.reveal().data(), "cloudx-proxy relay",
      "UTF8", nullptr};
  PGconn* const connection = libpq_.connectdbParams(keywords, values, 1);
  if (connection == nullptr) throw std::bad_alloc();
  return connection;
}

std::string Server::words(std::string_view text) const {
  std::string told(text);
  for (const Secret& password : passwords_) {
    for (std::size_t at = 0; (at = told.find(password.reveal(), at)) != std::string::npos;) {
      told.replace(at, password.reveal().size(), "***");
      at += 3;
    }
  }
  told = printable(told);
  told.erase(std::ranges::unique(told, [](char a, char b) { return a == ' ' && b == ' '; }).begin(),
             told.end());
  while (told.ends_with(' ')) told.pop_back();
  return told;
}

std::unexpected<Error> Server::error(std::string_view text) const {
  return fail(Errc::io, "PostgreSQL: " + words(text));
}

}  // namespace cloudx::store::postgresql
