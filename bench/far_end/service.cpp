#include "bench/far_end/service.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/uuid.hpp"

namespace cloudx::bench {
namespace {

namespace json = boost::json;

constexpr std::string_view kPath = "/v1/data-channel/bench-";

std::string requested_port(const std::string& body) {
  boost::system::error_code error;
  const json::value parameters = json::parse(body, error);
  const json::value* port = parameters.find_pointer("/Parameters/portNumber/0", error);
  return port != nullptr && port->is_string() ? std::string(port->get_string()) : "22";
}

HttpResponse started(const HttpRequest& request, const std::string& authority) {
  const std::string id =
      fmt::format("bench-{}-{}", requested_port(request.body), to_string(random_uuid()));
  const std::string url =
      fmt::format("wss://{}/v1/data-channel/{}?role=publish_subscribe", authority, id);
  return {200,
          {},
          json::serialize(
              json::object{{"SessionId", id}, {"TokenValue", "token"}, {"StreamUrl", url}})};
}

}  // namespace

HttpResponse answer(const HttpRequest& request, const std::string& authority) {
  const std::string_view operation =
      request.headers.empty() ? std::string_view() : find_header(request.headers, "X-Amz-Target");
  if (operation.ends_with(".StartSession")) return started(request, authority);
  if (operation.ends_with(".TerminateSession")) return {200, {}, "{}"};
  return {400, {}, R"({"__type":"DoesNotExistException","message":"There is nothing here."})"};
}

std::string port_of(std::string_view target) {
  if (!target.starts_with(kPath)) return {};
  target.remove_prefix(kPath.size());
  return std::string(target.substr(0, target.find('-')));
}

}  // namespace cloudx::bench
