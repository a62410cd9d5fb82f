#include "base/http.hpp"

#include <algorithm>
#include <cctype>

namespace cloudx {

std::string_view find_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  const auto found = std::ranges::find_if(headers, [&](const HttpHeader& header) {
    return std::ranges::equal(header.name, name, same);
  });
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

}  // namespace cloudx
