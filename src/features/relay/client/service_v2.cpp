#include "features/relay/client/service_v2.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/uuid.hpp"
#include "features/relay/client/backoff.hpp"
#include "features/relay/client/refusal.hpp"
#include "protocol/relay/request_v2.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kPoll{50};  // below the 55 s of the protocol and most proxies'
                                           // limit of 60 s
constexpr std::chrono::seconds kPollTimeout{70};  // after that the connection is dead
constexpr std::chrono::seconds kLongestPause{60};
constexpr int kAttempts = 4;  // where nothing answers at all

std::string new_nonce() {
  std::array<std::uint8_t, kNonceSize> bytes{};
  random_bytes(bytes);
  return base64(bytes);
}

std::chrono::seconds retry_after(const HttpResponse& response) {
  const std::string_view text = response.header("Retry-After");
  unsigned seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::min(std::chrono::seconds(seconds), kLongestPause);
}

Url url_of(const Url& base, std::string_view path) {
  Url url = base;
  const std::size_t query = url.target.find_first_of("?#");
  if (query != std::string::npos) url.target.resize(query);
  while (url.target.ends_with('/')) url.target.pop_back();
  url.target += path;
  return url;
}

}  // namespace

ServiceV2::ServiceV2(const ClientSettings& settings, net::HttpClient& http, Now now)
    : settings_(settings), http_(http), now_(std::move(now)), name_(to_string(random_uuid())) {}

// An answer that is genuine, or an error. Only an answer to a request whose MAC is right has a MAC.
asio::awaitable<Result<HttpResponse>> ServiceV2::exchange(Question question,
                                                          async::Deadline deadline) {
  const std::string path = "/v2/" + question.command;
  const SignedRequest signing{.method = "POST",
                              .path = path,
                              .id = settings_.id,
                              .role = settings_.role,
                              .time = now_() + clock_offset_,
                              .nonce = new_nonce()};
  const std::string mac = request_mac(signing, question.body, settings_.key);
  HttpRequest request;
  request.method = "POST";
  request.url = url_of(settings_.api_url, path);
  request.headers = {{"Content-Type", "application/json"},
                     {"Authorization", authorization_header(signing, mac)}};
  request.body = std::move(question.body);
  auto response = co_await http_.send(std::move(request), deadline.at_most(question.timeout));
  if (!response) co_return no_answer(response.error());
  const std::string expected = response_mac(mac, response->status, response->body, settings_.key);
  const std::string_view given = response->header(kResponseMacHeader);
  if (equal_in_constant_time(expected, given)) co_return response;
  // What stands between may answer so, and a service that cannot tell who asks.
  if (given.empty() && response->status != 200) {
    retry_after_ = retry_after(*response);
    co_return refusal(settings_, response->status, "");
  }
  co_return fail(Errc::protocol,
                 fmt::format("the answer of {} is not that of the relay service: its MAC is wrong",
                             settings_.api_url.host));
}

asio::awaitable<Result<EndpointView>> ServiceV2::ask(Question question, async::Deadline deadline) {
  retry_after_ = {};
  auto response = co_await exchange(question, deadline);
  if (response && response->status == 401) {
    const ErrorBody wrong = parse_error_body(response->body);
    if (wrong.error == "clock") {
      clock_offset_ = wrong.time - now_();
      response = co_await exchange(question, deadline);
    }
  }
  if (!response) co_return std::unexpected(response.error());
  if (response->status == 200) co_return parse_endpoint_view(response->body);
  retry_after_ = retry_after(*response);
  const ErrorBody said = parse_error_body(response->body);
  co_return refusal(settings_, response->status, said.error);
}

// A service that answers "not now" is asked until the deadline has passed, one that does not answer
// a few times.
asio::awaitable<Result<EndpointView>> ServiceV2::ask_until_answered(Question question,
                                                                    async::Deadline deadline) {
  Backoff backoff(std::chrono::milliseconds(500), std::chrono::seconds(10));
  for (int attempt = 1;; ++attempt) {
    auto view = co_await ask(question, deadline);
    if (view || !is_transient(view.error())) co_return view;
    const bool answered = view.error().http_status != 0;
    const bool spent = deadline.expiry <= std::chrono::steady_clock::now();
    if (spent || (!answered && attempt == kAttempts)) co_return view;
    const auto pause = std::max<Backoff::Duration>(backoff.next(random_unit()), retry_after_);
    const auto slept = co_await async::sleep_for(pause, deadline);
    if (slept) continue;
    if (slept.error().kind == Errc::timeout) co_return view;  // says more
    co_return std::unexpected(slept.error());
  }
}

// Joining a relay whose host key nobody knows would mean to trust whoever answers at its address.
Result<EndpointView> ServiceV2::pinned(Result<EndpointView> view) const {
  if (!view || view->phase != RelayPhase::running || !view->host_key.empty()) return view;
  return fail(
      Errc::service,
      fmt::format("the relay of {} ({}) was launched by another program, so its host key is "
                  "not known; end it with  cloudx-proxy relay terminate",
                  settings_.id, view->instance_id));
}

asio::awaitable<Result<EndpointView>> ServiceV2::launch(async::Deadline deadline) {
  const Question question{.command = "launch", .body = client_json(name_)};
  auto view = co_await ask_until_answered(question, std::move(deadline));
  co_return pinned(std::move(view));
}

asio::awaitable<Result<EndpointView>> ServiceV2::status(async::Deadline deadline) {
  return ask_until_answered({.command = "status"}, std::move(deadline));
}

asio::awaitable<Result<EndpointView>> ServiceV2::wait(std::optional<std::uint64_t> seen,
                                                      bool attached, async::Deadline deadline) {
  const WaitRequest request{.seen = seen.value_or(0),
                            .seconds = seen ? kPoll : std::chrono::seconds(0),
                            .attached = attached};
  const Question question{.command = "wait", .body = to_json(request), .timeout = kPollTimeout};
  auto view = co_await ask(question, std::move(deadline));
  co_return pinned(std::move(view));
}

asio::awaitable<Result<void>> ServiceV2::terminate(async::Deadline deadline) {
  const Question question{.command = "terminate"};
  const auto view = co_await ask_until_answered(question, std::move(deadline));
  if (!view) co_return std::unexpected(view.error());
  co_return Result<void>{};
}

asio::awaitable<Result<void>> ServiceV2::give_up(async::Deadline deadline) {
  const Question question{.command = "terminate", .body = client_json(name_)};
  const auto view = co_await ask_until_answered(question, std::move(deadline));
  if (!view) co_return std::unexpected(view.error());
  co_return Result<void>{};
}

}  // namespace cloudx::relay
