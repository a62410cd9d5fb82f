#include "features/connect/session_parts.hpp"

#include <fmt/format.h>

#include "aws/core/partition.hpp"
#include "aws/core/sigv4.hpp"
#include "net/websocket.hpp"
#include "tunnel/resume_policy.hpp"

namespace cloudx::connect {

namespace asio = boost::asio;

namespace {

// ssmmessages.REGION.SUFFIX, with -fips and with the partition's dual-stack suffix too.
bool is_gateway_of(std::string_view host, std::string_view region) {
  const aws::Partition& partition = aws::partition_of(region);
  for (const std::string_view prefix : {"ssmmessages", "ssmmessages-fips"}) {
    for (const std::string_view suffix : {partition.dns_suffix, partition.dual_stack_dns_suffix}) {
      if (host == fmt::format("{}.{}.{}", prefix, region, suffix)) return true;
    }
  }
  return false;
}

std::optional<std::string> configured(const aws::EndpointOptions& endpoints,
                                      const aws::Service& service) {
  const auto found = endpoints.urls.find(service.id);
  if (found == endpoints.urls.end()) return std::nullopt;
  return found->second;
}

}  // namespace

Result<Url> check_stream_url(std::string_view stream_url, const aws::EndpointOptions& endpoints) {
  auto url = parse_url(stream_url);
  if (!url) return fail("the service's stream URL", url.error());
  const auto ssm = configured(endpoints, aws::kSsm);
  const auto gateway = configured(endpoints, aws::kSsmMessages);
  const bool plain_allowed = ssm && ssm->starts_with("http:");
  if (!url->secure() && !plain_allowed) {
    return fail(Errc::protocol, "the service's stream URL is not wss");
  }
  if (gateway && gateway != ssm) {
    const auto own = parse_url(*gateway);
    if (!own) return fail("AWS_ENDPOINT_URL_SSMMESSAGES", own.error());
    url->scheme = own->secure() ? "wss" : "ws";
    url->host = own->host;
    url->port = own->port;
  } else if (!ssm && !is_gateway_of(url->host, endpoints.region.value_or(""))) {
    return fail(Errc::protocol,
                fmt::format("the service's stream URL leads to {}, which is not the "
                            "message gateway of {}",
                            url->host, endpoints.region.value_or("")));
  }
  return url;
}

asio::awaitable<Result<tunnel::ResumedSession>> AwsSessionService::resume(std::string session_id,
                                                                          net::Budget budget) {
  // What took the websocket, a change of networks perhaps, took these as well, and that would show
  // only when a call times out.
  services_.streams().forget_idle();
  auto ticket = co_await services_.ssm().resume_session(std::move(session_id), std::move(budget));
  if (!ticket) co_return std::unexpected(ticket.error());
  tunnel::ResumedSession resumed;
  resumed.token = std::move(ticket->token);
  resumed.stream_url = std::move(ticket->stream_url);
  co_return resumed;
}

asio::awaitable<Result<void>> AwsSessionService::terminate(std::string session_id,
                                                           net::Budget budget) {
  co_return co_await services_.ssm().terminate_session(std::move(session_id), std::move(budget));
}

asio::awaitable<Result<ssm::DataKey>> AwsSessionService::generate_data_key(
    ssm::DataKeyRequest request, net::Budget budget) {
  aws::GenerateDataKeyRequest call;
  call.key_id = std::move(request.key_id);
  call.number_of_bytes = static_cast<int>(ssm::kDataKeySize);
  for (auto& [name, value] : request.encryption_context) call.encryption_context[name] = value;
  auto key = co_await services_.kms().generate_data_key(std::move(call), std::move(budget));
  if (!key) co_return std::unexpected(key.error());
  ssm::DataKey data_key;
  data_key.cipher_text_blob = std::move(key->ciphertext);
  data_key.plaintext = std::move(key->plaintext);
  co_return data_key;
}

asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> SignedStreamOpener::open(
    std::string stream_url, net::Budget budget) {
  auto url = check_stream_url(stream_url, plan_.settings.endpoints);
  if (!url) co_return std::unexpected(url.error());
  HttpRequest request;
  request.url = *url;
  if (!tunnel::is_presigned(stream_url)) {
    const auto credentials = co_await services_.credentials().get(budget);
    if (!credentials) co_return std::unexpected(credentials.error());
    const aws::SigningScope scope{services_.clock().now(), plan_.region(),
                                  std::string(aws::kSsmMessages.signing_name)};
    aws::sign(request, *credentials, scope);
  }
  auto pooled = co_await services_.streams().acquire(*url, budget);
  if (!pooled) co_return std::unexpected(pooled.error());
  co_return co_await net::upgrade_client(std::move(pooled->stream), std::move(request), {}, budget);
}

}  // namespace cloudx::connect
