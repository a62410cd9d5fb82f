#pragma once
// HTTP responses of the relay service.

#include <string>

#include "base/http.hpp"

namespace cloudx::relay {

// Nothing of this service is for a cache.
[[nodiscard]] inline HttpResponse text_response(
    int status, std::string body, std::string content_type = "text/plain; charset=utf-8") {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", std::move(content_type)},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = std::move(body);
  return response;
}

[[nodiscard]] inline HttpResponse json_response(int status, std::string body) {
  return text_response(status, std::move(body), "application/json");
}

}  // namespace cloudx::relay
