#pragma once
// The few answers of the Systems Manager API that `cloudx-proxy connect` needs to start and to end
// a session. Signatures are not looked at: the sandbox is the judge of those.

#include <string>

#include "base/http.hpp"

namespace cloudx::bench {

// `authority` is where the data channels are opened, "localhost:443". The port that the client asks
// for stands in the session's id.
[[nodiscard]] HttpResponse answer(const HttpRequest& request, const std::string& authority);

// The port of the session that a data channel's URL path belongs to; empty if it is none.
[[nodiscard]] std::string port_of(std::string_view target);

}  // namespace cloudx::bench
