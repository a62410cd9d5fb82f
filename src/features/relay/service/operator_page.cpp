#include "features/relay/service/operator_page.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "features/relay/service/page/page_files.hpp"
#include "features/relay/service/page/session.hpp"
#include "features/relay/service/responses.hpp"
#include "protocol/relay/endpoint_view.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kRoot = "/operator/";
constexpr std::string_view kIndex = "index.html";
// No form and no other site's script can send it: a browser asks first, and nobody here says yes
// (Fetch standard, "CORS-preflight request").
constexpr std::string_view kOwnHeader = "Cloudx-Relay-Operator";

constexpr auto kLongestWait = 25s;
constexpr auto kGather = 100ms;  // changes that come together are told together
constexpr std::size_t kMaxPassword = 1024;

// Wrong passwords, in the long run and at once.
constexpr double kGuessesPerSecondOfOne = 1.0 / 10;
constexpr double kGuessBurstOfOne = 5;
constexpr double kGuessesPerSecondOfAll = 1;
constexpr double kGuessBurstOfAll = 50;

HttpResponse refusal(int status, std::string_view text) {
  return json_response(status, error_json(text));
}

HttpResponse wrong_method(std::string_view right) {
  HttpResponse response = refusal(405, fmt::format("only {} is possible here", right));
  response.headers.push_back({"Allow", std::string(right)});
  return response;
}

HttpResponse redirect(std::string_view where) {
  HttpResponse response = text_response(303, "");
  response.headers.push_back({"Location", std::string(where)});
  return response;
}

// What keeps other sites, and what others have written into ids and events, out of the page.
void add_shields(HttpResponse& response, bool by_https) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kShields{{
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
       "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
  }};
  for (const auto& [name, value] : kShields) response.headers.push_back({name, value});
  if (by_https) response.headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
}

std::string_view content_type(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  return "text/html; charset=utf-8";
}

HttpResponse file_response(std::string_view name) {
  const auto files = page_files();
  const auto same = std::ranges::find(files, name, &PageFile::name);
  if (same == files.end()) return text_response(404, "");
  return text_response(200, std::string(same->content), std::string(content_type(name)));
}

// Sent by this page's own script: every browser tells the origin of a POST.
bool is_of_this_page(const HttpRequest& request) {
  const std::string own =
      fmt::format("{}://{}", request.url.scheme, find_header(request.headers, "Host"));
  return count_headers(request.headers, "Origin") == 1 &&
         find_header(request.headers, "Origin") == own &&
         !find_header(request.headers, kOwnHeader).empty();
}

}  // namespace

OperatorPage::OperatorPage(ServiceContext& context, StoreAccess& store, ChangeNotifier& changes)
    : context_(context),
      store_(store),
      changes_(changes),
      session_key_(session_key(context.secrets.own(), context.secrets.operator_password)),
      guesses_of_one_(kGuessesPerSecondOfOne, kGuessBurstOfOne),
      guesses_of_all_(kGuessesPerSecondOfAll, kGuessBurstOfAll) {}

void OperatorPage::take_new_keys() {
  session_key_ = session_key(context_.secrets.own(), context_.secrets.operator_password);
}

bool OperatorPage::serves(std::string_view target) const {
  if (context_.secrets.operator_password.empty()) return false;
  return target == "/" || target == "/operator" || target.starts_with(kRoot);
}

awaitable<HttpResponse> OperatorPage::handle(HttpRequest request, async::Deadline deadline) {
  const bool by_https = request.url.secure();
  HttpResponse response = co_await route(std::move(request), std::move(deadline));
  add_shields(response, by_https);
  co_return response;
}

awaitable<HttpResponse> OperatorPage::route(HttpRequest request, async::Deadline deadline) {
  const std::string_view target = request.url.target;
  if (!target.starts_with(kRoot)) co_return redirect(kRoot);
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string name(target.substr(kRoot.size(), question - kRoot.size()));
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  if (name == "sign-in" || name == "sign-out" || name == "terminate") {
    if (request.method != "POST") co_return wrong_method("POST");
    co_return co_await act(name, std::move(request));
  }
  if (request.method != "GET" && request.method != "HEAD") co_return wrong_method("GET");
  if (name != "state") co_return file_response(name.empty() ? kIndex : std::string_view(name));
  if (!is_signed_in(request)) co_return refusal(401, "sign in first");
  std::string seen(query.starts_with("seen=") ? query.substr(5) : "");
  co_return co_await state(std::move(seen), std::move(deadline));
}

awaitable<HttpResponse> OperatorPage::act(std::string command, HttpRequest request) {
  const WipeAtEnd wiped(request.body);
  if (!is_of_this_page(request)) {
    co_return refuse(403,
                     "this does not come from the status page; a proxy in between must be named in "
                     "service.trusted_proxies",
                     request.peer, "foreign origin");
  }
  if (command == "sign-in") co_return sign_in(request);
  if (command == "sign-out") co_return sign_out(request);
  if (!is_signed_in(request)) co_return refuse(401, "sign in first", request.peer, "no session");
  co_return co_await terminate(request.body, request.peer);
}

HttpResponse OperatorPage::refuse(int status, std::string_view text, const std::string& peer,
                                  std::string_view why) {
  context_.metrics.refused(why);
  context_.audit.record_refusal("", {"operator", peer}, why);
  return refusal(status, text);
}

bool OperatorPage::is_signed_in(const HttpRequest& request) const {
  return has_session(request.headers, session_key_, context_.clock.seconds());
}

HttpResponse OperatorPage::sign_in(const HttpRequest& request) {
  const auto clock = context_.clock.steady();
  const auto pause =
      std::max(guesses_of_one_.wait(request.peer, clock), guesses_of_all_.wait("", clock));
  if (pause > 0s) {
    HttpResponse busy =
        refuse(429, fmt::format("too many wrong passwords; try again in {} s", pause.count()),
               request.peer, "rate");
    busy.headers.push_back({"Retry-After", std::to_string(pause.count())});
    return busy;
  }
  if (request.body.size() > kMaxPassword ||
      !is_password(request.body, context_.secrets.operator_password, session_key_)) {
    static_cast<void>(guesses_of_one_.take(request.peer, clock));
    static_cast<void>(guesses_of_all_.take("", clock));
    return refuse(403, "this is not the operator's password", request.peer, "wrong password");
  }
  context_.audit.record("", {"operator", request.peer}, "sign-in");
  context_.metrics.answered("operator/sign-in", 204);
  HttpResponse response = text_response(204, "");
  const std::string token = new_session_token(session_key_, context_.clock.seconds());
  response.headers.push_back({"Set-Cookie", session_cookie(token, request.url.secure())});
  return response;
}

HttpResponse OperatorPage::sign_out(const HttpRequest& request) {
  context_.metrics.answered("operator/sign-out", 204);
  HttpResponse response = text_response(204, "");
  response.headers.push_back({"Set-Cookie", no_session_cookie(request.url.secure())});
  return response;
}

awaitable<HttpResponse> OperatorPage::terminate(std::string id, std::string peer) {
  if (!valid_id(id)) co_return refusal(400, "this is no endpoint's id");
  const auto began = co_await context_.endpoints.end(id);
  if (!began) co_return refusal(503, "the service cannot reach its store");
  if (!*began) co_return refusal(409, fmt::format("{} has no relay to terminate", id));
  context_.audit.record(id, {"operator", std::move(peer)}, "terminate");
  context_.metrics.answered("operator/terminate", 204);
  co_return text_response(204, "");
}

awaitable<Result<Overview>> OperatorPage::look() {
  auto overview = co_await store_.run([](store::Store& store) -> Result<Overview> {
    auto relays = store.all();
    if (!relays) return std::unexpected(relays.error());
    auto events = store.events(kEventsShown);
    if (!events) return std::unexpected(events.error());
    return Overview{{}, std::move(*relays), {}, std::move(*events)};
  });
  if (!overview) co_return overview;
  overview->now = context_.clock.wall();
  overview->presences = context_.presence.all();
  co_return overview;
}

awaitable<HttpResponse> OperatorPage::state(std::string seen, async::Deadline deadline) {
  const async::Deadline limit = deadline.at_most(kLongestWait);
  const auto executor = co_await boost::asio::this_coro::executor;
  ChangeNotifier::Watcher watcher(changes_, executor, "");
  bool is_over = false;
  while (true) {
    const auto overview = co_await look();
    if (!overview) co_return refusal(503, "the service cannot reach its store");
    if (is_over || mark_of(*overview) != seen) {
      context_.metrics.answered("operator/state", 200);
      co_return json_response(
          200, to_json(*overview, {context_.node, context_.version}, context_.config));
    }
    const auto changed = co_await watcher.changed(limit);
    is_over = !changed;
    if (changed) co_await async::sleep_for(kGather, limit);
  }
}

}  // namespace cloudx::relay
