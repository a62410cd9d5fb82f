#include "features/relay/service/api_v1.hpp"

#include <utility>

#include "features/relay/service/responses.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

// The original's client waits 300 s for the answer to a launch.
constexpr std::chrono::seconds kLaunchWait{290};
constexpr std::chrono::seconds kEndWait{60};

// What the original answers to any exception.
constexpr int kUnavailable = 503;

HttpResponse unavailable() {
  return text_response(kUnavailable, "");
}

}  // namespace

HttpResponse ApiV1::refuse(int status, std::string_view endpoint, const Actor& actor,
                           std::string_view why) {
  context_.metrics.refused(why);
  context_.audit.record_refusal(endpoint, actor, why);
  return text_response(status, "");
}

awaitable<HttpResponse> ApiV1::handle(HttpRequest request, async::Deadline deadline) {
  const Actor actor{"v1", request.peer};
  const auto authenticated = v1::check_request(request.url.target, context_.secrets.api_key);
  if (!authenticated) co_return refuse(401, "", actor, "token");
  if (authenticated->id.size() > kMaxId) co_return refuse(403, "", actor, "id");
  if (!context_.accepts(authenticated->id))
    co_return refuse(403, authenticated->id, actor, "not accepted");
  HttpResponse response = co_await run(*authenticated, actor, std::move(deadline));
  const bool is_known = response.status != 400;
  context_.metrics.answered(is_known ? "v1/" + authenticated->command : "v1/other",
                            response.status);
  co_return response;
}

awaitable<HttpResponse> ApiV1::run(v1::Request request, Actor actor, async::Deadline deadline) {
  if (request.command == "launch") {
    co_return co_await launch(std::move(request), std::move(actor), std::move(deadline));
  }
  if (request.command == "status") co_return co_await status(std::move(request), std::move(actor));
  if (request.command == "terminate") {
    co_return co_await terminate(std::move(request), std::move(actor), std::move(deadline));
  }
  co_return text_response(400, "");
}

awaitable<HttpResponse> ApiV1::launch(v1::Request request, Actor actor, async::Deadline deadline) {
  const async::Deadline limit = deadline.at_most(kLaunchWait);
  const Secret key =
      context_.secrets.api_key;  // the client's, even if another one is read meanwhile
  WantRelay::Asker asker{.v1 = true, .client = {}};
  const auto wanted =
      co_await context_.endpoints.want(request.id, std::move(asker), limit.at_most(kEndWait));
  if (!wanted && wanted.error().kind == Errc::unsupported) {
    co_return refuse(kUnavailable, request.id, actor, "launch rate");
  }
  if (!wanted) co_return unavailable();
  if (wanted->began) {
    context_.metrics.launched();
    context_.audit.record(request.id, actor, "launch");
  }
  context_.presence.record({request.id, "connect", context_.clock.wall(), actor.peer, false});
  RelayState state = wanted->state;
  while (state.phase == RelayPhase::launching) {
    const auto next = co_await context_.endpoints.wait(request.id, state.version, limit);
    if (!next || next->version == state.version) co_return unavailable();
    state = *next;
  }
  if (state.phase != RelayPhase::running) co_return unavailable();
  co_return text_response(200, v1::make_response(key, request.nonce, state.address));
}

awaitable<HttpResponse> ApiV1::status(v1::Request request, Actor actor) {
  // Only the machine to be reached asks for the status, again and again.
  context_.presence.record({request.id, "forward", context_.clock.wall(), actor.peer, false});
  const Secret key = context_.secrets.api_key;
  const auto state = co_await context_.endpoints.find_confirmed(request.id);
  if (!state) co_return unavailable();
  if (state->phase != RelayPhase::running) co_return text_response(200, "");
  co_return text_response(200, v1::make_response(key, request.nonce, state->address));
}

awaitable<HttpResponse> ApiV1::terminate(v1::Request request, Actor actor,
                                         async::Deadline deadline) {
  const auto began = co_await context_.endpoints.end(request.id);
  if (!began) co_return unavailable();
  if (*began) context_.audit.record(request.id, actor, "terminate");
  auto state = co_await context_.endpoints.find(request.id);
  // The original fails when there is nothing to terminate, and its clients know it so.
  const bool is_ending = state && state->phase == RelayPhase::ending;
  if (!*began && !is_ending) co_return unavailable();
  // And it answers when EC2 has been told.
  const async::Deadline limit = deadline.at_most(kEndWait);
  while (state && state->phase == RelayPhase::ending) {
    const std::uint64_t seen = state->version;
    state = co_await context_.endpoints.wait(request.id, seen, limit);
    if (!state || state->version == seen) co_return unavailable();
  }
  co_return text_response(200, "");
}

}  // namespace cloudx::relay
