#pragma once
// What it means when a relay service answers with another status than 200.

#include <string_view>

#include "base/error.hpp"
#include "features/relay/client/settings.hpp"

namespace cloudx::relay {

// `said`: the service's own words, or "". Errc::credentials for 401 and 403, else service with
// http_status.
[[nodiscard]] std::unexpected<Error> refusal(const ClientSettings& settings, int status,
                                             std::string_view said);

// Makes the error of a request that brought no answer: it says who did not give one.
[[nodiscard]] std::unexpected<Error> no_answer(Error error);

// Whether asking again later can help.
[[nodiscard]] bool is_transient(const Error& error);

}  // namespace cloudx::relay
