#include "features/relay/client/service_v1.hpp"

#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "base/crypto.hpp"
#include "features/relay/client/refusal.hpp"
#include "protocol/relay/token_v1.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

// That of the original's client; launch takes as long as the relay's boot.
constexpr std::chrono::seconds kTimeout{300};

}  // namespace

Url resolve_v1(const Url& base, std::string_view target) {
  Url url = base;
  const std::size_t query = url.target.find_first_of("?#");
  if (query != std::string::npos) url.target.resize(query);
  url.target.resize(url.target.rfind('/'));
  url.target += target;
  return url;
}

ServiceV1::ServiceV1(const ClientSettings& settings, net::HttpClient& http,
                     std::chrono::seconds poll_interval)
    : settings_(settings), http_(http), poll_interval_(poll_interval) {}

// The address in the answer, or "".
asio::awaitable<Result<std::string>> ServiceV1::ask(std::string method, std::string command,
                                                    async::Deadline deadline) {
  v1::Nonce nonce{};
  random_bytes(nonce);
  const std::string token =
      v1::make_token(settings_.key, nonce, v1::request_text(command, settings_.id));
  HttpRequest request;
  request.method = std::move(method);
  request.url = resolve_v1(settings_.api_url, v1::request_target(command, settings_.id, token));
  const auto response = co_await http_.send(std::move(request), deadline.at_most(kTimeout));
  if (!response) co_return no_answer(response.error());
  if (response->status != 200) co_return refusal(settings_, response->status, "");
  co_return v1::read_response(response->body, settings_.key, nonce);
}

EndpointView ServiceV1::view_of(std::string address) {
  if (version_ == 0 || address != address_) ++version_;
  address_ = std::move(address);
  EndpointView view;
  view.version = version_;
  view.phase = address_.empty() ? RelayPhase::none : RelayPhase::running;
  view.address = address_;
  return view;
}

asio::awaitable<Result<EndpointView>> ServiceV1::launch(async::Deadline deadline) {
  auto address = co_await ask("POST", "launch", std::move(deadline));
  if (!address) co_return std::unexpected(address.error());
  if (address->empty()) {
    co_return fail(Errc::service,
                   "the relay service launched nothing (one that has no key set answers so)");
  }
  co_return view_of(std::move(*address));
}

asio::awaitable<Result<EndpointView>> ServiceV1::status(async::Deadline deadline) {
  auto address = co_await ask("GET", "status", std::move(deadline));
  if (!address) co_return std::unexpected(address.error());
  co_return view_of(std::move(*address));
}

asio::awaitable<Result<EndpointView>> ServiceV1::wait(std::optional<std::uint64_t> seen,
                                                      bool /*attached*/, async::Deadline deadline) {
  if (seen == version_) {
    const auto slept = co_await async::sleep_for(poll_interval_, deadline);
    if (!slept) co_return std::unexpected(slept.error());
  }
  co_return co_await status(deadline);
}

asio::awaitable<Result<void>> ServiceV1::terminate(async::Deadline deadline) {
  const auto done = co_await ask("POST", "terminate", std::move(deadline));
  if (!done) co_return std::unexpected(done.error());
  co_return Result<void>{};
}

}  // namespace cloudx::relay
