#pragma once
// Reading the answers of the AWS wire protocols. Whatever arrives, these functions return; nesting
// and the size of what gets into messages are bounded.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "aws/core/service.hpp"
#include "base/error.hpp"
#include "base/http.hpp"

namespace pugi {
class xml_document;
class xml_node;
}  // namespace pugi

namespace cloudx::aws {

[[nodiscard]] bool is_error_status(int status);  // 301 and above

// An error answer as Errc::service with code, text, request id and a message "CODE: text".
[[nodiscard]] Error service_error(Protocol protocol, const HttpResponse& response);

// The object in a JSON body; an empty body is an empty object. At most 32 levels deep.
// Errc::protocol otherwise.
[[nodiscard]] Result<boost::json::object> parse_json_object(std::string_view body);
// The member of that name, null if there is none. Without one in this case any other case will do:
// the services are not of one mind.
[[nodiscard]] const boost::json::value* find_member(const boost::json::object& object,
                                                    std::string_view name);
// The text of a member, or "" if it is absent or no string.
[[nodiscard]] std::string member(const boost::json::object& object, std::string_view name);
// Returns a member that has to be there: Errc::protocol if it is not.
[[nodiscard]] Result<std::string> required_member(const boost::json::object& object,
                                                  std::string_view name);

// An XML answer. `result()` is the element that holds the operation's output.
class XmlResponse {
 public:
  XmlResponse(XmlResponse&&) noexcept;
  XmlResponse& operator=(XmlResponse&&) noexcept;
  ~XmlResponse();

  [[nodiscard]] pugi::xml_node result() const;

 private:
  friend Result<XmlResponse> parse_xml_response(Protocol, std::string_view, std::string_view);
  XmlResponse();
  std::unique_ptr<pugi::xml_document> document_;
  std::string wrapper_;  // "" in the EC2 protocol, which has none
};

// Errc::protocol unless `body` is XML with the root <OperationResponse>.
[[nodiscard]] Result<XmlResponse> parse_xml_response(Protocol protocol, std::string_view operation,
                                                     std::string_view body);

}  // namespace cloudx::aws
