#pragma once
// What of a failure says nothing about the request itself, so that the same may succeed later. Who
// asks adds what is special to it: codes of its service, credentials that can be renewed, or that a
// wrong set-up has to show at once.

#include "base/error.hpp"

namespace cloudx {

// The way to the peer has failed: networks that are away or change, a captive portal (tls), an
// HTTP proxy or gateway, an answer that did not come in time.
[[nodiscard]] bool is_network_failure(Errc kind);

// An HTTP status by which a server says that it has trouble of its own, or too much to do now.
[[nodiscard]] bool server_may_recover(int http_status);

}  // namespace cloudx
