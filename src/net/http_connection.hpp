#pragma once
// One connection of an HTTP server, over whatever stream it comes: a request in, its answer out,
// and again, until one end has had enough.

#include <memory>
#include <stop_token>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "net/http_server.hpp"
#include "net/stream.hpp"

namespace cloudx::net {

struct HttpService {
  HttpServerOptions options;
  HttpServer::Handler handler;
  HttpServer::Upgrade upgrade;
  std::stop_source stop;  // ends the open connections
};

// Returns when the connection has ended or `upgrade` is done with it. `peer` is the client's IP
// address.
boost::asio::awaitable<void> serve_connection(std::shared_ptr<const HttpService> service,
                                              std::unique_ptr<Stream> stream, std::string peer);

}  // namespace cloudx::net
