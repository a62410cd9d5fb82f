#include "aws/core/request.hpp"

#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/encoding.hpp"

namespace cloudx::aws {

HttpRequest json_request(const Service& service, const Endpoint& endpoint,
                         std::string_view operation, const boost::json::object& body) {
  HttpRequest request;
  request.method = "POST";
  request.url = endpoint.at("/");
  request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", fmt::format("{}.{}", service.target_prefix, operation)}};
  request.body = boost::json::serialize(body);
  return request;
}

QueryForm::QueryForm(const Service& service, std::string_view operation)
    : protocol_(service.protocol),
      body_(fmt::format("Action={}&Version={}", operation, service.api_version)) {}

QueryForm& QueryForm::add(std::string_view name, std::string_view value) {
  body_ += fmt::format("&{}={}", percent_encode(name), percent_encode(value));
  return *this;
}

QueryForm& QueryForm::add_optional(std::string_view name, std::string_view value) {
  return value.empty() ? *this : add(name, value);
}

QueryForm& QueryForm::add_secret(std::string_view name, const Secret& value) {
  std::string encoded = percent_encode(value.reveal());
  const WipeAtEnd wipe_encoded(encoded);
  body_.reserve(body_.size() + name.size() + encoded.size() + 2);
  body_ += '&';
  body_ += name;
  body_ += '=';
  body_ += encoded;
  return *this;
}

QueryForm& QueryForm::add_list(std::string_view name, const std::vector<std::string>& values) {
  const std::string_view infix = protocol_ == Protocol::ec2_query ? "" : ".member";
  for (std::size_t i = 0; i < values.size(); ++i) {
    add(fmt::format("{}{}.{}", name, infix, i + 1), values[i]);
  }
  return *this;
}

HttpRequest QueryForm::request(const Endpoint& endpoint) && {
  HttpRequest request;
  request.method = "POST";
  request.url = endpoint.at("/");
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = std::move(body_);
  return request;
}

HttpRequest rest_json_post(const Endpoint& endpoint, std::string_view path,
                           const boost::json::object& body) {
  HttpRequest request;
  request.method = "POST";
  request.url = endpoint.at(path);
  request.headers = {{"Content-Type", "application/json"}};
  request.body = boost::json::serialize(body);
  return request;
}

}  // namespace cloudx::aws
