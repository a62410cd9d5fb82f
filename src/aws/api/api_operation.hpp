#pragma once
// One operation of a JSON or query service, from its input to its parsed output. What the typed
// calls beside this file have in common.

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/core/request.hpp"
#include "aws/core/response.hpp"
#include "aws/core/retry.hpp"
#include "aws/core/service.hpp"

namespace cloudx::aws {

struct ApiOperation {
  const Service& service;
  std::string operation;
  std::optional<std::string> region;  // in place of the configured one
  RetrySafety retry_safety = RetrySafety::idempotent;
};

// `client` and `signer` (null: not signed) must outlive the call.
boost::asio::awaitable<Result<boost::json::object>> send_json(ApiClient& client,
                                                              CredentialsProvider* signer,
                                                              ApiOperation api_operation,
                                                              boost::json::object input,
                                                              async::Deadline deadline);
boost::asio::awaitable<Result<XmlResponse>> send_query(ApiClient& client,
                                                       CredentialsProvider* signer,
                                                       ApiOperation api_operation, QueryForm input,
                                                       async::Deadline deadline);

}  // namespace cloudx::aws
