#include "features/relay/service/api_v2.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "features/relay/service/responses.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

// Of one role of one endpoint. A client asks a few times a minute; many clients of an endpoint
// share this.
constexpr double kRequestsPerSecond = 20;
constexpr double kRequestBurst = 300;
constexpr std::chrono::seconds kEndingWait{50};

bool is_command(std::string_view name) {
  return name == "launch" || name == "wait" || name == "status" || name == "terminate";
}

constexpr std::string_view kPrefix = "/v2/";

}  // namespace

ApiV2::ApiV2(ServiceContext& context, StoreAccess& store)
    : context_(context), store_(store), requests_(kRequestsPerSecond, kRequestBurst) {}

awaitable<HttpResponse> ApiV2::handle(HttpRequest request, async::Deadline deadline) {
  const std::string_view command = std::string_view(request.url.target).substr(kPrefix.size());
  if (!is_command(command)) co_return text_response(404, "");
  if (request.method != "POST") {
    HttpResponse wrong = text_response(405, "");
    wrong.headers.push_back({"Allow", "POST"});
    co_return wrong;
  }
  const auto authenticated = check(request);
  if (!authenticated) {
    context_.metrics.refused("mac");
    context_.audit.record_refusal("", {"v2", request.peer}, "no valid token");
    co_return text_response(401, "");
  }
  std::optional<HttpResponse> refused = co_await refusal(*authenticated);
  HttpResponse response =
      refused ? std::move(*refused) : co_await run(*authenticated, std::move(deadline));
  context_.metrics.answered(fmt::format("v2/{}", command), response.status);
  response.headers.push_back(
      {std::string(kResponseMacHeader),
       response_mac(authenticated->token.mac, response.status, response.body, authenticated->key)});
  co_return response;
}

std::optional<ApiV2::AuthenticatedRequest> ApiV2::check(const HttpRequest& request) {
  // A second one would be seen here and not by a proxy in between, or the other way round.
  if (count_headers(request.headers, "Authorization") != 1) return std::nullopt;
  auto token = parse_authorization(find_header(request.headers, "Authorization"));
  if (!token) return std::nullopt;
  AuthenticatedRequest authenticated;
  authenticated.token = std::move(*token);
  SignedRequest& claimed = authenticated.token.request;
  claimed.method = request.method;
  claimed.path = request.url.target;
  authenticated.key = role_key(context_.secrets.master_key, claimed.role, claimed.id);
  const std::string mac = request_mac(claimed, request.body, authenticated.key);
  if (!equal_in_constant_time(mac, authenticated.token.mac)) return std::nullopt;
  authenticated.command = request.url.target.substr(kPrefix.size());
  authenticated.body = request.body;
  authenticated.actor = {std::string(name_of(claimed.role)), request.peer};
  return authenticated;
}

HttpResponse ApiV2::refuse(int status, std::string body, const AuthenticatedRequest& request,
                           std::string_view why) {
  context_.metrics.refused(why);
  context_.audit.record_refusal(request.token.request.id, request.actor, why);
  return json_response(status, std::move(body));
}

awaitable<std::optional<HttpResponse>> ApiV2::refusal(const AuthenticatedRequest& request) {
  const SignedRequest& claimed = request.token.request;
  const std::int64_t clock = context_.clock.seconds().time_since_epoch().count();
  if (claimed.time < clock - kClockWindow.count() || claimed.time > clock + kClockWindow.count()) {
    co_return refuse(401, clock_error_json(clock), request, "clock");
  }
  if (!context_.accepts(claimed.id)) {
    co_return refuse(403, error_json("this service does not serve the endpoint"), request,
                     "not accepted");
  }
  const std::string sender = fmt::format("{} {}", name_of(claimed.role), claimed.id);
  if (!requests_.take(sender, context_.clock.steady())) {
    HttpResponse busy = refuse(429, error_json("too many requests"), request, "rate");
    busy.headers.push_back({"Retry-After", "1"});
    co_return busy;
  }
  const std::string nonce = fmt::format("{} {}", sender, claimed.nonce);
  const Time expires = Time(std::chrono::seconds(claimed.time)) + 2 * kClockWindow;
  const auto is_new = co_await store_.run(
      [nonce, expires](store::Store& store) { return store.remember_nonce(nonce, expires); });
  if (!is_new) {
    co_return refuse(503, error_json("the service cannot reach its store"), request, "store");
  }
  if (!*is_new) co_return refuse(401, error_json("replayed"), request, "replayed");
  co_return std::nullopt;
}

awaitable<HttpResponse> ApiV2::run(const AuthenticatedRequest& request, async::Deadline deadline) {
  if (request.command == "launch") co_return co_await launch(request, std::move(deadline));
  if (request.command == "wait") co_return co_await wait(request, std::move(deadline));
  if (request.command == "terminate") co_return co_await terminate(request);
  const auto state = co_await context_.endpoints.find(request.token.request.id);
  co_return view_of(state);
}

awaitable<HttpResponse> ApiV2::launch(const AuthenticatedRequest& request,
                                      async::Deadline deadline) {
  const SignedRequest& claimed = request.token.request;
  if (claimed.role != Role::connect) {
    co_return refuse(403, error_json("only the role connect may launch"), request, "role");
  }
  context_.presence.record(
      {claimed.id, "connect", context_.clock.wall(), request.actor.peer, false});
  WantRelay::Asker asker{.v1 = false, .client = parse_client(request.body)};
  const auto wanted =
      co_await context_.endpoints.want(claimed.id, std::move(asker), deadline.at_most(kEndingWait));
  if (!wanted && wanted.error().kind == Errc::unsupported) {
    HttpResponse busy = refuse(429, error_json(wanted.error().message), request, "launch rate");
    busy.headers.push_back({"Retry-After", "5"});
    co_return busy;
  }
  if (!wanted) co_return view_of(std::unexpected(wanted.error()));
  if (wanted->began) {
    context_.metrics.launched();
    context_.audit.record(claimed.id, request.actor, "launch");
  }
  co_return view_of(wanted->state);
}

awaitable<HttpResponse> ApiV2::wait(const AuthenticatedRequest& request, async::Deadline deadline) {
  const SignedRequest& claimed = request.token.request;
  const auto wanted = parse_wait_request(request.body);
  if (!wanted) co_return json_response(400, error_json(wanted.error().message));
  context_.presence.record({claimed.id, std::string(name_of(claimed.role)), context_.clock.wall(),
                            request.actor.peer, wanted->attached});
  if (wanted->attached && claimed.role == Role::connect) {
    const auto used = co_await context_.endpoints.use(claimed.id);
    if (!used) co_return view_of(std::unexpected(used.error()));
  }
  const auto state =
      co_await context_.endpoints.wait(claimed.id, wanted->seen, deadline.at_most(wanted->seconds));
  co_return view_of(state);
}

awaitable<HttpResponse> ApiV2::terminate(const AuthenticatedRequest& request) {
  const std::string& id = request.token.request.id;
  const auto began = co_await context_.endpoints.end(id, parse_client(request.body));
  if (began && *began) context_.audit.record(id, request.actor, "terminate");
  if (!began) co_return view_of(std::unexpected(began.error()));
  const auto state = co_await context_.endpoints.find(id);
  co_return view_of(state);
}

HttpResponse ApiV2::view_of(const Result<RelayState>& state) const {
  if (!state) return json_response(503, error_json("the service cannot reach its store"));
  EndpointView view;
  view.phase = state->phase;
  view.version = state->version;
  view.step = state->step;
  view.error = is_gone(state->phase) ? state->error : "";
  view.instance_id = state->instance_id;
  if (state->phase == RelayPhase::running) {
    view.address = state->address;
    view.port = context_.config.ssh_port;
    view.host_key = state->host_key;
  }
  const auto seen = context_.presence.last_seen(state->id, "forward");
  view.forward_seen = std::chrono::floor<std::chrono::seconds>(seen).time_since_epoch().count();
  view.idle_minutes = static_cast<int>(context_.config.idle.count());
  view.max_hours = static_cast<int>(context_.config.most.count());
  view.time = context_.clock.seconds().time_since_epoch().count();
  return json_response(200, to_json(view));
}

}  // namespace cloudx::relay
