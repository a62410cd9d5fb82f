#include "sandbox/api/service.hpp"

#include <algorithm>
#include <expected>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "sandbox/api/error_response.hpp"
#include "sandbox/api/policy.hpp"
#include "sandbox/api/routing.hpp"

namespace cloudx::sandbox {

namespace {

const std::vector<Operation>& operations() {
  static const std::vector<Operation> kAll = [] {
    std::vector<Operation> all;
    for (auto list : {ssm_operations, ssm_session_operations, ec2_operations, ecs_operations,
                      sts_operations, instance_connect_operations, sso_operations,
                      sso_oidc_operations, sign_in_operations, cloudformation_operations}) {
      std::ranges::move(list(), std::back_inserter(all));
    }
    return all;
  }();
  return kAll;
}

const Operation* find_operation(const ApiCall& call) {
  const auto found = std::ranges::find_if(operations(), [&](const Operation& known) {
    return known.service == call.service && known.name == call.operation;
  });
  return found == operations().end() ? nullptr : &*found;
}

std::expected<void, ApiError> authenticate(World& world, const HttpRequest& request,
                                           ApiCall& call) {
  const Signature signature = verify_signature(request, call.service, world.credentials, call.now);
  Verdict verdict = signature.verdict;
  if (world.faults.access_keys_unknown && verdict != Verdict::missing) {
    verdict = Verdict::unknown_key;
  } else if (world.faults.credentials_expired && verdict == Verdict::valid &&
             !signature.key->session_token.empty()) {
    verdict = Verdict::expired_token;
  }
  call.caller = signature.key;
  call.region = signature.region;
  if (verdict != Verdict::valid) return std::unexpected(signature_error(call.protocol, verdict));
  return {};
}

// Each service says it in its own way.
std::optional<ApiError> throttling_error(World& world, const ApiCall& call) {
  const bool ec2 = call.service == "ec2";
  const bool refused = world.throttles[call.service].refuses(
      ec2 ? world.faults.ec2_throttle_every : 0,
      ec2 ? world.faults.ec2_rate : world.faults.api_rate, call.now);
  if (!refused) return std::nullopt;
  if (ec2) return api_error("RequestLimitExceeded", "Request limit exceeded.", 503).error();
  if (call.protocol == Protocol::rest_json) {
    return api_error("TooManyRequestsException", "Rate exceeded", 429).error();
  }
  return api_error("ThrottlingException", "Rate exceeded").error();
}

// The error that was ordered for this operation, if any is left.
std::expected<void, ApiError> injected_error(World& world, const ApiCall& call) {
  if (std::ranges::count(world.faults.denied, call.operation) > 0) {
    return std::unexpected(denied_error(call));
  }
  const ApiFault* fault = take_fault(world.faults.api, call.operation);
  if (fault != nullptr) return api_error(fault->code, fault->message, fault->status);
  if (const auto throttled = throttling_error(world, call)) return std::unexpected(*throttled);
  return permitted(world, call);
}

ApiResult carry_out(World& world, const HttpRequest& request, ApiCall& call) {
  const Operation* operation = find_operation(call);
  if (operation == nullptr || operation->is_signed) {
    const auto authentic = authenticate(world, request, call);
    if (!authentic) return std::unexpected(authentic.error());
  } else {
    call.region = world.region;
  }
  const auto allowed = injected_error(world, call);
  if (!allowed) return std::unexpected(allowed.error());
  if (operation == nullptr) {
    return api_error(
        call.protocol == Protocol::json ? "UnknownOperationException" : "InvalidAction",
        fmt::format("The sandbox does not have the operation {}", call.operation));
  }
  return operation->handler(world, call);
}

HttpResponse success_response(const ApiCall& call, const std::string& body) {
  const std::string id = to_string(random_uuid());
  HttpResponse response{200, {{"x-amzn-RequestId", id}}, body};
  switch (call.protocol) {
    case Protocol::json:
      response.headers.push_back({"Content-Type", "application/x-amz-json-1.1"});
      break;
    case Protocol::rest_json:
      response.headers.push_back({"Content-Type", "application/json"});
      break;
    case Protocol::query:
      response.headers.push_back({"Content-Type", "text/xml"});
      response.body = fmt::format(
          "<{0}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">{1}{2}</{0}Response>",
          call.operation, xml_tree(call.operation + "Result", body),
          xml_tree("ResponseMetadata", xml("RequestId", id)));
      break;
    case Protocol::ec2:
      response.headers.push_back({"Content-Type", "text/xml;charset=UTF-8"});
      response.body = fmt::format(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{0}Response "
          "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">{1}{2}</{0}Response>",
          call.operation, xml("requestId", id), body);
      break;
  }
  return response;
}

}  // namespace

HttpResponse answer_api_request(World& world, const HttpRequest& request, Time now) {
  std::optional<ApiCall> call = parse_call(request);
  if (!call) {
    return error_response(Protocol::json, {"UnknownOperationException",
                                           "This is cloudx-sandbox, and no AWS API request", 404});
  }
  call->now = now;
  const ApiResult result = carry_out(world, request, *call);
  HttpResponse response =
      result ? success_response(*call, *result) : error_response(call->protocol, result.error());
  if (result) {
    if (const ApiFault* lost = take_fault(world.faults.lost_answers, call->operation)) {
      response = error_response(call->protocol, {lost->code, lost->message, lost->status});
    }
  }
  world.record({now, call->service, call->operation,
                call->caller == nullptr ? std::string() : call->caller->id, response.status,
                result ? std::string() : result.error().code});
  return response;
}

}  // namespace cloudx::sandbox
