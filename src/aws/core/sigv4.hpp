#pragma once
// Signature Version 4 (AWS General Reference): signing with headers or in the query, and the pieces
// with which a server checks a signature.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/canonical_request.hpp"
#include "aws/core/credentials.hpp"
#include "base/crypto.hpp"
#include "base/http.hpp"
#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

// What a signature is bound to. `service` is the signing name ("ssm", "ssmmessages", "ec2").
struct SigningScope {
  Timestamp time;
  std::string region;
  std::string service;

  [[nodiscard]] std::string text() const;  // "20231114/us-east-1/ssm/aws4_request"
};

[[nodiscard]] std::string payload_hash(std::string_view body);
[[nodiscard]] std::string string_to_sign(const SigningScope& scope,
                                         std::string_view canonical_request);
[[nodiscard]] Sha256Digest signing_key(const Secret& secret_access_key, const SigningScope& scope);
[[nodiscard]] std::string signature(const Sha256Digest& key, std::string_view string_to_sign);

struct SigningOptions {
  PathStyle path_style = PathStyle::normalized;
  bool unsigned_payload = false;   // S3 over TLS only
  bool send_payload_hash = false;  // x-amz-content-sha256, which S3 demands
};

// Adds X-Amz-Date, X-Amz-Security-Token and Authorization (replacing earlier ones, so a request can
// be signed again). Host is signed as url.authority(). A websocket upgrade is signed like any GET;
// Upgrade, Connection and Sec-WebSocket-* headers are added to it afterwards.
void sign(HttpRequest& request, const Credentials& credentials, const SigningScope& scope,
          const SigningOptions& options = {});

// The request's URL with the signature in its query, valid for `expires`.
[[nodiscard]] Url presign(const HttpRequest& request, const Credentials& credentials,
                          const SigningScope& scope, std::chrono::seconds expires);

// An Authorization header taken apart, for a server.
struct Authorization {
  std::string access_key_id;
  std::string date;  // YYYYMMDD
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;  // lower case, in the order written
  std::string signature;
};
[[nodiscard]] std::optional<Authorization> parse_authorization(std::string_view header);

// The signature that `request`, as a server received it, must carry. nullopt when a header named
// as signed is missing, Host is not signed, or X-Amz-Date is missing or of another day than the
// scope. Host is taken from the headers, else from the URL. Compare with equal_in_constant_time().
[[nodiscard]] std::optional<std::string> expected_signature(const HttpRequest& request,
                                                            const Authorization& authorization,
                                                            const Secret& secret_access_key);
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

// The time of an X-Amz-Date header ("20231114T221320Z").
[[nodiscard]] std::optional<Timestamp> parse_amz_date(std::string_view text);

}  // namespace cloudx::aws
