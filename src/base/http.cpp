#include "base/http.hpp"

#include <algorithm>
#include <cctype>

namespace cloudx {

namespace {

struct IsNamed {
  std::string_view name;
  bool operator()(const HttpHeader& header) const {
    return std::ranges::equal(header.name, name, [](unsigned char a, unsigned char b) {
      return std::tolower(a) == std::tolower(b);
    });
  }
};

}  // namespace

std::string_view find_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, IsNamed{name});
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

std::string_view find_last_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  const auto found = std::find_if(headers.rbegin(), headers.rend(), IsNamed{name});
  return found == headers.rend() ? std::string_view{} : std::string_view(found->value);
}

std::size_t count_headers(const std::vector<HttpHeader>& headers, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(headers, IsNamed{name}));
}

}  // namespace cloudx
