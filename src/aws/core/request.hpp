#pragma once
// Unsigned requests of the four AWS wire protocols (Smithy: AWS JSON 1.1, AWS query, EC2 query,
// REST JSON).

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "aws/core/endpoint.hpp"
#include "aws/core/service.hpp"
#include "base/http.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

[[nodiscard]] HttpRequest json_request(const Service& service, const Endpoint& endpoint,
                                       std::string_view operation, const boost::json::object& body);

// The form body of the query protocols, in the order of the calls.
class QueryForm {
 public:
  QueryForm(const Service& service, std::string_view operation);

  QueryForm& add(std::string_view name, std::string_view value);
  // Left out when empty.
  QueryForm& add_optional(std::string_view name, std::string_view value);
  // The same for a value that must leave no copy behind. Add it last: the body may move when it
  // grows.
  QueryForm& add_secret(std::string_view name, const Secret& value);
  // "Name.N" in the EC2 protocol, "Name.member.N" in the other; N from 1.
  QueryForm& add_list(std::string_view name, const std::vector<std::string>& values);

  // Takes the body along.
  [[nodiscard]] HttpRequest request(const Endpoint& endpoint) &&;

 private:
  Protocol protocol_;
  std::string body_;
};

[[nodiscard]] HttpRequest rest_json_post(const Endpoint& endpoint, std::string_view path,
                                         const boost::json::object& body);

}  // namespace cloudx::aws
