#include "unit/sandbox/signed_request.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sandbox/api/signature.hpp"

namespace cloudx::sandbox {

void sign_request(HttpRequest& request, const AccessKey& key, const std::string& region,
                  const std::string& service, Time now) {
  const std::string date = amz_date(to_seconds(now));
  request.headers.push_back({"Host", "localhost"});
  request.headers.push_back({"X-Amz-Date", date});
  if (!key.session_token.empty()) {
    request.headers.push_back({"X-Amz-Security-Token", std::string(key.session_token.reveal())});
  }
  std::vector<std::string> names;
  for (const HttpHeader& header : request.headers) {
    std::string name = header.name;
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    names.push_back(name);
  }
  std::ranges::sort(names);
  const std::string list = fmt::format("{}", fmt::join(names, ";"));
  const std::string scope =
      fmt::format("{}/{}/{}/aws4_request", date.substr(0, 8), region, service);
  const std::string to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", date, scope,
                                          hex(sha256(as_bytes(canonical_request(request, list)))));
  Sha256Digest step =
      hmac_sha256(as_bytes("AWS4" + std::string(key.secret.reveal())), as_bytes(date.substr(0, 8)));
  step = hmac_sha256(step, as_bytes(region));
  step = hmac_sha256(step, as_bytes(service));
  step = hmac_sha256(step, as_bytes("aws4_request"));
  request.headers.push_back(
      {"Authorization",
       fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}", key.id,
                   scope, list, hex(hmac_sha256(step, as_bytes(to_sign))))});
}

}  // namespace cloudx::sandbox
