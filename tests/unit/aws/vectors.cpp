#include "unit/aws/vectors.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>

#include "os/file.hpp"

namespace cloudx::aws::testing {

namespace {

std::string text(const boost::json::value& value) {
  return {value.as_string().data(), value.as_string().size()};
}

}  // namespace

boost::json::value load_vectors(const std::filesystem::path& path) {
  const auto content = os::read_file(path);
  if (!content) throw std::runtime_error(content.error().message);
  return boost::json::parse(*content);
}

std::optional<std::string> optional_text_of(const boost::json::value& value, std::string_view key) {
  const auto* found = value.as_object().if_contains({key.data(), key.size()});
  if (found == nullptr || found->is_null()) return std::nullopt;
  return text(*found);
}

std::string text_of(const boost::json::value& value, std::string_view key) {
  return text(value.as_object().at({key.data(), key.size()}));
}

std::vector<HttpHeader> headers_of(const boost::json::value& value) {
  std::vector<HttpHeader> headers;
  if (value.is_object()) {
    for (const auto& [name, content] : value.get_object()) {
      headers.push_back({std::string(name.data(), name.size()), text(content)});
    }
  } else {
    for (const auto& pair : value.as_array()) {
      headers.push_back({text(pair.as_array()[0]), text(pair.as_array()[1])});
    }
  }
  return headers;
}

Url url_of(std::string_view text) {
  auto url = parse_url(text);
  if (!url) throw std::runtime_error(url.error().message);
  return *url;
}

}  // namespace cloudx::aws::testing
