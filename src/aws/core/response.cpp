#include "aws/core/response.hpp"

#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/core/text.hpp"

namespace cloudx::aws {

XmlResponse::XmlResponse() : document_(std::make_unique<pugi::xml_document>()) {}
XmlResponse::XmlResponse(XmlResponse&&) noexcept = default;
XmlResponse& XmlResponse::operator=(XmlResponse&&) noexcept = default;
XmlResponse::~XmlResponse() = default;

pugi::xml_node XmlResponse::result() const {
  const pugi::xml_node root = document_->document_element();
  return wrapper_.empty() ? root : root.child(wrapper_.c_str());
}

bool is_error_status(int status) {
  return status >= 301;
}

Result<boost::json::object> parse_json_object(std::string_view body) {
  if (trim(body).empty()) return boost::json::object{};
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::json::value value =
      boost::json::parse(boost::json::string_view(body.data(), body.size()), error, {}, options);
  if (error) {
    return fail(Errc::protocol, fmt::format("the answer is not JSON ({})", error.message()));
  }
  if (!value.is_object()) return fail(Errc::protocol, "the answer is not a JSON object");
  return std::move(value.get_object());
}

const boost::json::value* find_member(const boost::json::object& object, std::string_view name) {
  const boost::json::value* exact =
      object.if_contains(boost::json::string_view(name.data(), name.size()));
  if (exact != nullptr) return exact;
  const std::string wanted = lower(name);
  for (const auto& [key, value] : object) {
    if (key.size() == wanted.size() && lower({key.data(), key.size()}) == wanted) return &value;
  }
  return nullptr;
}

std::string member(const boost::json::object& object, std::string_view name) {
  const boost::json::value* found = find_member(object, name);
  if (found == nullptr || !found->is_string()) return {};
  return {found->get_string().data(), found->get_string().size()};
}

Result<std::string> required_member(const boost::json::object& object, std::string_view name) {
  std::string text = member(object, name);
  if (text.empty()) return fail(Errc::protocol, fmt::format("the answer has no {}", name));
  return text;
}

Result<XmlResponse> parse_xml_response(Protocol protocol, std::string_view operation,
                                       std::string_view body) {
  XmlResponse answer;
  const auto parsed = answer.document_->load_buffer(body.data(), body.size());
  if (!parsed) {
    return fail(Errc::protocol, fmt::format("the answer is not XML ({})", parsed.description()));
  }
  const std::string root = fmt::format("{}Response", operation);
  if (root != answer.document_->document_element().name()) {
    return fail(Errc::protocol, fmt::format("the answer is not a {}", root));
  }
  if (protocol == Protocol::query) answer.wrapper_ = fmt::format("{}Result", operation);
  return answer;
}

}  // namespace cloudx::aws
