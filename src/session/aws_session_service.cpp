#include "session/aws_session_service.hpp"

#include "aws/core/error_class.hpp"
#include "aws/core/sigv4.hpp"
#include "aws/core/text.hpp"
#include "net/websocket.hpp"
#include "protocol/ssm/resume_policy.hpp"
#include "session/far_end.hpp"
#include "session/preconnect.hpp"
#include "session/stream_url.hpp"

namespace cloudx::session {

namespace asio = boost::asio;

asio::awaitable<Result<ssm::ResumedSession>> AwsSessionService::resume(std::string session_id,
                                                                       async::Deadline deadline) {
  // What took the websocket, a change of networks perhaps, took these as well, and that would show
  // only when a call times out.
  clients_.streams().forget();
  // Sooner resumed is less lost: the gateway's connection is opened meanwhile.
  preconnect_gateway(clients_, co_await asio::this_coro::executor, account_.settings.endpoints,
                     deadline);
  auto ticket = co_await clients_.ssm().resume_session(std::move(session_id), std::move(deadline));
  if (!ticket) co_return std::unexpected(ticket.error());
  ssm::ResumedSession resumed;
  resumed.token = std::move(ticket->token);
  resumed.stream_url = std::move(ticket->stream_url);
  co_return resumed;
}

asio::awaitable<Result<void>> AwsSessionService::terminate(std::string session_id,
                                                           async::Deadline deadline) {
  co_return co_await clients_.ssm().terminate_session(std::move(session_id), std::move(deadline));
}

asio::awaitable<Result<ssm::DataKey>> AwsSessionService::generate_data_key(
    ssm::DataKeyRequest request, async::Deadline deadline) {
  if (target_.id.empty()) {
    co_return fail(Errc::usage,
                   "the session is encrypted, and its target, which is part of that, is not known: "
                   "update the AWS CLI");
  }
  aws::GenerateDataKeyRequest call;
  call.key_id = std::move(request.key_id);
  call.number_of_bytes = static_cast<int>(ssm::kDataKeySize);
  for (auto& [name, value] : request.encryption_context) call.encryption_context[name] = value;
  auto key = co_await clients_.kms().generate_data_key(std::move(call), std::move(deadline));
  if (!key) co_return std::unexpected(key.error());
  ssm::DataKey data_key;
  data_key.cipher_text_blob = std::move(key->ciphertext);
  data_key.plaintext = std::move(key->plaintext);
  co_return data_key;
}

asio::awaitable<ssm::FarEnd> AwsSessionService::look(async::Deadline deadline) {
  co_return co_await look_at_far_end(clients_, target_, std::move(deadline));
}

bool AwsSessionService::may_recover(const Error& error) const {
  return renewable_ || (error.kind != Errc::credentials && !aws::is_expired(error));
}

bool is_renewable(const aws::Settings& settings, std::string_view source) {
  const auto base = settings.active_profile().plain("credential_source");
  return source != "env" && (!base || aws::lower(*base) != "environment");
}

asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> SignedStreamOpener::open(
    std::string stream_url, async::Deadline deadline) {
  auto url = check_stream_url(stream_url, account_.settings.endpoints);
  if (!url) co_return std::unexpected(url.error());
  const bool sign = sign_ && !ssm::is_presigned(stream_url);
  Opened opened = co_await dial(*url, sign, deadline);
  const bool forbidden =
      !opened && (opened.error().http_status == 401 || opened.error().http_status == 403);
  if (sign && forbidden && !opened_) {
    Opened plain = co_await dial(*url, false, deadline);
    refused_ = !plain;
    if (plain) {
      progress_.detail("the gateway takes the websocket only without a signature");
      sign_ = false;
      opened = std::move(plain);
    }
  }
  opened_ = opened_ || opened;
  co_return opened;
}

asio::awaitable<SignedStreamOpener::Opened> SignedStreamOpener::dial(Url url, bool sign,
                                                                     async::Deadline deadline) {
  HttpRequest request;
  request.url = url;
  if (sign) {
    const auto credentials = co_await clients_.credentials().get(deadline);
    if (!credentials && signature_ == Signature::required) {
      co_return std::unexpected(credentials.error());
    }
    const aws::SigningScope scope{clients_.clock().now(), account_.region(),
                                  std::string(aws::kSsmMessages.signing_name)};
    if (credentials) aws::sign(request, *credentials, scope);
  }
  auto pooled = co_await clients_.streams().acquire(url, deadline);
  if (!pooled) co_return std::unexpected(pooled.error());
  co_return co_await net::upgrade_client(std::move(pooled->stream), std::move(request), {},
                                         deadline);
}

}  // namespace cloudx::session
