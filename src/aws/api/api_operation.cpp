#include "aws/api/api_operation.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/secret.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

std::string operation_name(const ApiOperation& api_operation) {
  return fmt::format("{} {}", api_operation.service.id, api_operation.operation);
}

}  // namespace

awaitable<Result<boost::json::object>> send_json(ApiClient& client, CredentialsProvider* signer,
                                                 ApiOperation api_operation,
                                                 boost::json::object input,
                                                 async::Deadline deadline) {
  const auto endpoint = client.endpoint(api_operation.service, api_operation.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  ApiRequest api_request{
      &api_operation.service,
      json_request(api_operation.service, *endpoint, api_operation.operation, input),
      endpoint->signing_region, api_operation.retry_safety};
  auto response = co_await client.send(std::move(api_request), signer, deadline);
  if (!response) co_return std::unexpected(response.error());
  auto output = parse_json_object(response->body);
  wipe(response->body);  // may hold a session token or a data key
  if (!output) co_return fail(operation_name(api_operation), output.error());
  co_return std::move(*output);
}

awaitable<Result<XmlResponse>> send_query(ApiClient& client, CredentialsProvider* signer,
                                          ApiOperation api_operation, QueryForm input,
                                          async::Deadline deadline) {
  const auto endpoint = client.endpoint(api_operation.service, api_operation.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  ApiRequest api_request{&api_operation.service, std::move(input).request(*endpoint),
                         endpoint->signing_region, api_operation.retry_safety};
  auto response = co_await client.send(std::move(api_request), signer, deadline);
  if (!response) co_return std::unexpected(response.error());
  auto output =
      parse_xml_response(api_operation.service.protocol, api_operation.operation, response->body);
  wipe(response->body);  // may hold credentials
  if (!output) co_return fail(operation_name(api_operation), output.error());
  co_return std::move(*output);
}

}  // namespace cloudx::aws
