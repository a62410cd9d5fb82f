#pragma once
// Errors as each AWS protocol writes them, and the answers to requests that are not authentic.

#include "base/http.hpp"
#include "sandbox/api/call.hpp"
#include "sandbox/api/signature.hpp"

namespace cloudx::sandbox {

[[nodiscard]] HttpResponse error_response(Protocol protocol, const ApiError& error);

// The code and text that the service family uses; not for Verdict::valid.
[[nodiscard]] ApiError signature_error(Protocol protocol, Verdict verdict);

// What IAM answers when the caller lacks the permission for the operation.
[[nodiscard]] ApiError denied_error(const ApiCall& call);

// An XML element with character data, or with `inner` as it is.
[[nodiscard]] std::string xml(std::string_view name, std::string_view text);
[[nodiscard]] std::string xml_tree(std::string_view name, std::string_view inner);

}  // namespace cloudx::sandbox
