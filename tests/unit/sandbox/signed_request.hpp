#pragma once
// Signs requests for the sandbox's tests. The canonical form is judged by the golden vectors.

#include <string>

#include "base/http.hpp"
#include "sandbox/world/credentials.hpp"

namespace cloudx::sandbox {

// Adds Host, X-Amz-Date, the security token and Authorization.
void sign_request(HttpRequest& request, const AccessKey& key, const std::string& region,
                  const std::string& service, Time now);

}  // namespace cloudx::sandbox
