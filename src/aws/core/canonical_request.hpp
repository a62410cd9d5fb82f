#pragma once
// The canonical form of an HTTP request, on which both ends of Signature Version 4 compute
// (AWS General Reference, "Create a signed AWS API request"). Client and server use the same code.

#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"

namespace cloudx::aws {

enum class PathStyle {
  normalized,    // every service but S3: dot and empty segments removed, then encoded once more
  unnormalized,  // encoded once more, segments kept
  s3,            // exactly as on the request line
};

// `path` and `query` are those of the request line. A raw '+' in the query counts as a space, as in
// the Go SDKs; the stream URLs of Session Manager contain it.
[[nodiscard]] std::string canonical_path(std::string_view path, PathStyle style);
[[nodiscard]] std::string canonical_query(std::string_view query);

struct CanonicalHeaders {
  std::string block;  // one "name:value\n" a header
  std::string names;  // "host;x-amz-date"
};
// Takes all headers given, which are therefore all signed; Host must be among them.
[[nodiscard]] CanonicalHeaders canonical_headers(const std::vector<HttpHeader>& headers);

// False for headers that senders and proxies on the way change (User-Agent, Content-Length, ...).
[[nodiscard]] bool is_signable(std::string_view header_name);

// `target` is path and query of the request line; `payload_hash` the lower-case hex SHA-256 of the
// body, or "UNSIGNED-PAYLOAD".
[[nodiscard]] std::string canonical_request(std::string_view method, std::string_view target,
                                            const std::vector<HttpHeader>& signed_headers,
                                            std::string_view payload_hash,
                                            PathStyle style = PathStyle::normalized);

}  // namespace cloudx::aws
