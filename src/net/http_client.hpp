#pragma once
// HTTP/1.1 client (RFC 9112) with kept-alive connections. One request, one answer; no redirects, no
// retries (those are policy: aws/core/retry.hpp).

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/http.hpp"
#include "net/stream_pool.hpp"

namespace cloudx::net {

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // Adds Host and Content-Length. Any status is a success here. Errors: resolve, connect, tls,
  // proxy, http, timeout, interrupted. A kept-alive connection that turns out to be dead before the
  // first byte of an answer is replaced by a new one, once.
  virtual boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request,
                                                            async::Deadline deadline) = 0;
};

struct HttpClientOptions {
  std::size_t max_body = 8U << 20;  // bytes of one answer; more is Errc::http
};

// The pool must outlive the client.
[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(StreamPool& pool,
                                                           HttpClientOptions options = {});

}  // namespace cloudx::net
