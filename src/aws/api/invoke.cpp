#include "aws/api/invoke.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/secret.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

std::string operation_name(const Invocation& invocation) {
  return fmt::format("{} {}", invocation.service.id, invocation.operation);
}

}  // namespace

awaitable<Result<boost::json::object>> invoke_json(Caller& caller, CredentialsProvider* signer,
                                                   Invocation invocation, boost::json::object input,
                                                   async::Deadline deadline) {
  const auto endpoint = caller.endpoint(invocation.service, invocation.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  Call call{&invocation.service,
            json_request(invocation.service, *endpoint, invocation.operation, input),
            endpoint->signing_region, invocation.repeat};
  auto answer = co_await caller.call(std::move(call), signer, deadline);
  if (!answer) co_return std::unexpected(answer.error());
  auto output = parse_json_object(answer->body);
  wipe(answer->body);  // may hold a session token or a data key
  if (!output) co_return fail(operation_name(invocation), output.error());
  co_return std::move(*output);
}

awaitable<Result<XmlAnswer>> invoke_query(Caller& caller, CredentialsProvider* signer,
                                          Invocation invocation, QueryForm input,
                                          async::Deadline deadline) {
  const auto endpoint = caller.endpoint(invocation.service, invocation.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  Call call{&invocation.service, std::move(input).request(*endpoint), endpoint->signing_region,
            invocation.repeat};
  auto answer = co_await caller.call(std::move(call), signer, deadline);
  if (!answer) co_return std::unexpected(answer.error());
  auto output = parse_xml_answer(invocation.service.protocol, invocation.operation, answer->body);
  wipe(answer->body);  // may hold credentials
  if (!output) co_return fail(operation_name(invocation), output.error());
  co_return std::move(*output);
}

}  // namespace cloudx::aws
