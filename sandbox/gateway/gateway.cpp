#include "sandbox/gateway/gateway.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "async/cancel_on_expiry.hpp"
#include "net/http_server.hpp"
#include "net/websocket.hpp"
#include "protocol/ssm/control.hpp"
#include "sandbox/api/error_response.hpp"
#include "sandbox/api/signature.hpp"
#include "sandbox/world/faults.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kPath = "/v1/data-channel/";
constexpr std::string_view kOperation = "OpenDataChannel";
constexpr std::chrono::seconds kTokenLimit{10};
constexpr std::chrono::seconds kUpgradeLimit{10};
constexpr std::uint16_t kUnsupportedData = 1003;  // the code the service closes with

std::string session_of(std::string_view target) {
  if (!target.starts_with(kPath)) return {};
  target.remove_prefix(kPath.size());
  return std::string(target.substr(0, target.find('?')));
}

HttpResponse refusal(int status, const ApiError& error) {
  HttpResponse response = error_response(Protocol::json, error);
  response.status = status;
  return response;
}

// One for any operation is meant for the API.
const ApiFault* ordered_fault(Faults& faults) {
  const bool named = std::ranges::count(faults.api, kOperation, &ApiFault::operation) > 0;
  return named ? take_fault(faults.api, kOperation) : nullptr;
}

}  // namespace

Gateway::Gateway(asio::any_io_executor executor, World& world, GatewayOptions options, Reach reach)
    : executor_(std::move(executor)), world_(world), options_(options), reach_(std::move(reach)) {}

HttpResponse Gateway::check(const HttpRequest& request) {
  const Time now = std::chrono::system_clock::now();
  const Signature signature = verify_signature(request, "ssmmessages", world_.credentials, now);
  LoggedRequest logged{now, "ssmmessages", std::string(kOperation), signature.key_id, 101, ""};
  HttpResponse response{101, {}, {}};
  const bool unsigned_allowed = options_.allow_unsigned && signature.verdict == Verdict::missing;
  if (now < unavailable_until_) {
    logged.error_code = "ServiceUnavailable";
    response = refusal(503, {"ServiceUnavailable", "The gateway is restarting"});
  } else if (signature.verdict != Verdict::valid && !unsigned_allowed) {
    const ApiError error = signature_error(Protocol::json, signature.verdict);
    logged.error_code = error.code;
    response = refusal(403, error);
  } else if (const ApiFault* fault = ordered_fault(world_.faults)) {
    logged.error_code = fault->code;
    response = refusal(fault->status, {fault->code, fault->message});
  } else if (!signature.key_id.empty() &&
             std::ranges::count(world_.faults.denied, kOperation) > 0) {
    logged.error_code = "AccessDeniedException";
    response = refusal(403, {"AccessDeniedException",
                             "User is not authorized to perform: "
                             "ssmmessages:OpenDataChannel"});
  } else if (world_.session(session_of(request.url.target)) == nullptr) {
    logged.error_code = "ResourceNotFoundException";
    response = refusal(404, {"ResourceNotFoundException", "There is no such session"});
  }
  logged.status = response.status;
  world_.record(std::move(logged));
  return response;
}

asio::awaitable<void> Gateway::serve(std::unique_ptr<net::Stream> stream, HttpRequest request) {
  const HttpResponse response = check(request);
  if (response.status != 101) {
    co_await net::write_response(*stream, response, false,
                                 async::Deadline{}.at_most(kUpgradeLimit));
    co_return;
  }
  std::string session_id = session_of(request.url.target);
  auto socket = co_await net::upgrade_server(std::move(stream), std::move(request), {},
                                             async::Deadline{}.at_most(kUpgradeLimit));
  if (!socket) co_return;
  auto link = std::make_shared<ClientLink>(executor_, std::move(*socket));
  std::erase_if(links_, [](const auto& gone) { return gone.expired(); });
  links_.push_back(link);
  link->start();
  co_await open_channel(std::move(link), std::move(session_id));
}

// The first message must hold the session's token; a token opens the channel once.
asio::awaitable<void> Gateway::open_channel(std::shared_ptr<ClientLink> link,
                                            std::string session_id) {
  std::string refused = fmt::format(
      "Channel Id: {} - request to open data channel does not contain token.", session_id);
  std::string client_version;
  bool admitted = false;
  {
    const async::CancelOnExpiry watch(executor_, async::Deadline{}.at_most(kTokenLimit),
                                      [link, refused] { link->finish(kUnsupportedData, refused); });
    const auto first = co_await link->read();
    if (!first) co_return;
    const auto open = first->text ? ssm::parse_open(as_text(first->payload)) : std::nullopt;
    const Session* session = world_.session(session_id);
    if (open && session != nullptr && !open->token.empty()) {
      admitted = session->token == open->token.reveal();
      client_version = open->client_version;
      refused = fmt::format("Channel Id: {} - the token is not valid.", session_id);
    }
  }
  if (admitted) {
    Session* session = world_.session(session_id);
    session->token.clear();
    session->client_version = std::move(client_version);
    const std::shared_ptr<DataChannel> channel = channel_of(*session);
    co_await DataChannel::serve(channel, std::move(link));
    co_return;
  }
  link->finish(kUnsupportedData, refused);
  while (co_await link->read()) {
  }
}

std::shared_ptr<DataChannel> Gateway::channel_of(const Session& session) {
  std::shared_ptr<DataChannel>& channel = channels_[session.id];
  if (!channel) {
    AgentConfig config{.kind = session.plan.kind,
                       .properties = session.plan.properties,
                       .separate_output = session.plan.separate_output,
                       .output_prefix = session.plan.output_prefix,
                       .error_prefix = session.plan.error_prefix,
                       .shell_profile = session.plan.shell_profile,
                       .failure = session.plan.failure,
                       .terminal_delay = options_.terminal_delay,
                       .paced = options_.paced_agent,
                       .resend_interval = options_.resend_interval,
                       .resend_count = options_.resend_count};
    if (const Instance* instance = world_.instance(session.target)) {
      config.version = instance->spec().agent_version;
    }
    channel = std::make_shared<DataChannel>(executor_, world_, session.id, std::move(config),
                                            reach_, options_.seed + 2 * opened_++);
  }
  return channel;
}

void Gateway::end_session(const Session& session) {
  const auto found = channels_.find(session.id);
  if (found == channels_.end()) return;
  const std::shared_ptr<DataChannel> channel = std::move(found->second);
  channels_.erase(found);
  channel->shut_down(session.output);
}

void Gateway::restart(const GatewayRestart& incident) {
  if (incident.unavailable) unavailable_until_ = std::chrono::system_clock::now() + incident.down;
  for (const auto& each : links_) {
    const std::shared_ptr<ClientLink> link = each.lock();
    if (!link) continue;
    if (incident.close_code == 0) {
      link->abort();
    } else {
      link->finish(incident.close_code, "");
    }
  }
}

void Gateway::restart_agents(const AgentRestart& incident) {
  for (const auto& [id, channel] : channels_) channel->restart_agent(incident.away);
}

void Gateway::stall_agents(const AgentStall& incident) {
  for (const auto& [id, channel] : channels_) channel->stall_agent(incident.lasting);
}

void Gateway::kill_workers(const WorkerKill& incident) {
  // Terminating a session removes its channel.
  std::vector<std::string> open;
  open.reserve(channels_.size());
  for (const auto& [id, channel] : channels_) open.push_back(id);
  for (const std::string& id : open) world_.terminate(*world_.session(id), incident.output);
}

}  // namespace cloudx::sandbox
