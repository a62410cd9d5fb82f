#pragma once
// The address that StartSession and ResumeSession give for the data channel, checked before our
// token goes there.

#include <string_view>

#include "aws/core/endpoint.hpp"
#include "base/error.hpp"
#include "base/url.hpp"

namespace cloudx::session {

// Where to dial for a StreamUrl. It must be wss, without a user name, and the gateway of the
// session's region; where the user has configured an endpoint for ssm, that endpoint's word is
// taken, and ws too if it is plain http itself. A configured gateway (AWS_ENDPOINT_URL_SSMMESSAGES)
// replaces host and port.
[[nodiscard]] Result<Url> check_stream_url(std::string_view stream_url,
                                           const aws::EndpointOptions& endpoints);

}  // namespace cloudx::session
