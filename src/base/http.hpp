#pragma once
// An HTTP request and its answer as plain data: what gets signed, sent and parsed.

#include <string>
#include <string_view>
#include <vector>

#include "base/url.hpp"

namespace cloudx {

struct HttpHeader {
  std::string name;
  std::string value;
};

// The value of the first header of that name (case-insensitive), or "".
[[nodiscard]] std::string_view find_header(const std::vector<HttpHeader>& headers,
                                           std::string_view name);

// The last one: what the nearest proxy has added, where several lines say the same.
[[nodiscard]] std::string_view find_last_header(const std::vector<HttpHeader>& headers,
                                                std::string_view name);
[[nodiscard]] std::size_t count_headers(const std::vector<HttpHeader>& headers,
                                        std::string_view name);

struct HttpRequest {
  std::string method = "GET";
  Url url;
  std::vector<HttpHeader> headers;  // without Host and Content-Length: the sender adds those
  std::string body;
  std::string peer = {};  // of a request that a server received: the client's IP address
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  [[nodiscard]] std::string_view header(std::string_view name) const {
    return find_header(headers, name);
  }
};

}  // namespace cloudx
