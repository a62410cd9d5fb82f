#include "sandbox/api/routing.hpp"

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>

#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace {

struct Target {
  std::string_view prefix;  // of X-Amz-Target
  std::string_view service;
};

constexpr std::array kTargets{
    Target{"AmazonSSM.", "ssm"},
    Target{"AWSEC2InstanceConnectService.", "ec2-instance-connect"},
    Target{"AmazonEC2ContainerServiceV20141113.", "ecs"},
};

struct Version {
  std::string_view version;  // of the service's API, in every query request
  std::string_view service;
  Protocol protocol;
};

constexpr std::array kVersions{
    Version{"2016-11-15", "ec2", Protocol::ec2},
    Version{"2011-06-15", "sts", Protocol::query},
    Version{"2010-05-15", "cloudformation", Protocol::query},
};

struct Path {
  std::string_view method;
  std::string_view path;
  std::string_view service;
  std::string_view operation;
};

constexpr std::array kPaths{
    Path{"GET", "/federation/credentials", "sso", "GetRoleCredentials"},
    Path{"GET", "/assignment/accounts", "sso", "ListAccounts"},
    Path{"GET", "/assignment/roles", "sso", "ListAccountRoles"},
    Path{"POST", "/logout", "sso", "Logout"},
    Path{"POST", "/client/register", "sso-oidc", "RegisterClient"},
    Path{"POST", "/device_authorization", "sso-oidc", "StartDeviceAuthorization"},
    Path{"POST", "/token", "sso-oidc", "CreateToken"},
    Path{"POST", "/v1/token", "signin", "CreateOAuth2Token"},
};

bool read_json(std::string_view body, boost::json::object& into) {
  boost::json::error_code error;
  const boost::json::value value =
      boost::json::parse(body.empty() ? std::string_view("{}") : body, error);
  if (error || !value.is_object()) return false;
  into = value.get_object();
  return true;
}

std::string decode_form(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

void read_form(std::string_view form, ApiCall& call) {
  while (!form.empty()) {
    const std::size_t ampersand = form.find('&');
    const std::string_view item = form.substr(0, ampersand);
    form.remove_prefix(ampersand == std::string_view::npos ? form.size() : ampersand + 1);
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) continue;
    call.fields[decode_form(item.substr(0, equals))] = decode_form(item.substr(equals + 1));
  }
}

std::optional<ApiCall> json_call(const HttpRequest& request, std::string_view target) {
  for (const Target& known : kTargets) {
    if (!target.starts_with(known.prefix)) continue;
    ApiCall call;
    call.service = known.service;
    call.operation = target.substr(known.prefix.size());
    if (!read_json(request.body, call.input)) return std::nullopt;
    return call;
  }
  return std::nullopt;
}

std::optional<ApiCall> rest_call(const HttpRequest& request) {
  const std::string_view target = request.url.target;
  const std::size_t mark = target.find('?');
  for (const Path& known : kPaths) {
    if (request.method != known.method || target.substr(0, mark) != known.path) continue;
    ApiCall call;
    call.service = known.service;
    call.operation = known.operation;
    call.protocol = Protocol::rest_json;
    if (mark != std::string_view::npos) read_form(target.substr(mark + 1), call);
    call.bearer_token = find_header(request.headers, "x-amz-sso_bearer_token");
    call.dpop_proof = find_header(request.headers, "dpop");
    // Every service is called by TLS.
    call.url = "https://";
    call.url.append(find_header(request.headers, "host")).append(known.path);
    if (!read_json(request.body, call.input)) return std::nullopt;
    return call;
  }
  return std::nullopt;
}

std::optional<ApiCall> query_call(const HttpRequest& request) {
  ApiCall call;
  read_form(request.body, call);
  call.operation = call.field("Action");
  const std::string version = call.field("Version");
  for (const Version& known : kVersions) {
    if (known.version != version || call.operation.empty()) continue;
    call.service = known.service;
    call.protocol = known.protocol;
    return call;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ApiCall> parse_call(const HttpRequest& request) {
  const std::string_view target = find_header(request.headers, "x-amz-target");
  if (!target.empty()) return json_call(request, target);
  if (std::optional<ApiCall> call = rest_call(request)) return call;
  return request.method == "POST" ? query_call(request) : std::nullopt;
}

}  // namespace cloudx::sandbox
