#pragma once
// Which certificate authorities a client trusts.

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"

namespace cloudx::net {

// A client context that verifies its peers. Roots: `ca_file` if given, else SSL_CERT_FILE and
// SSL_CERT_DIR, else the system's. A hashed directory is preferred to a bundle: it is read one
// certificate at a time, when needed. Fails when no root is to be found, as OpenSSL itself does
// not. `named_by` is what named ca_file, for messages.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> client_tls_context(
    const std::string& ca_file, std::string_view named_by = "AWS_CA_BUNDLE or ca_bundle");

}  // namespace cloudx::net
