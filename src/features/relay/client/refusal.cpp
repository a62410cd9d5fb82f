#include "features/relay/client/refusal.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/transient.hpp"

namespace cloudx::relay {

namespace {

std::string_view meaning(int status) {
  switch (status) {
    case 400:
      return "it does not know the command";
    case 404:
      return "there is no relay service of this version at that URL";
    case 429:
      return "too many requests";
    case 503:
      return "it cannot do that now";
    default:
      return "it failed";
  }
}

}  // namespace

std::unexpected<Error> refusal(const ClientSettings& settings, int status, std::string_view said) {
  const std::string& host = settings.api_url.host;
  if (status == 401 && said.empty()) {
    return fail(
        Errc::credentials,
        fmt::format("the relay service at {} does not know this key for {}", host, settings.id));
  }
  if (status == 401 || status == 403) {
    return fail(Errc::credentials,
                fmt::format("the relay service at {} does not serve {}{}{}", host, settings.id,
                            said.empty() ? "" : ": ", printable(said)));
  }
  auto error = fail(Errc::service,
                    fmt::format("the relay service at {} answered {}: {}", host, status,
                                said.empty() ? std::string(meaning(status)) : printable(said)));
  error.error().http_status = status;
  return error;
}

std::unexpected<Error> no_answer(Error error) {
  if (error.kind == Errc::interrupted) return fail(Errc::interrupted, "interrupted");
  return fail("the relay service", std::move(error));
}

bool is_transient(const Error& error) {
  switch (error.kind) {
    case Errc::tls:
    case Errc::proxy:  // a wrong set-up shows at once
      return false;
    case Errc::service:
      return server_may_recover(error.http_status);
    default:
      return is_network_failure(error.kind);
  }
}

}  // namespace cloudx::relay
