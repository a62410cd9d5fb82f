#pragma once
// What a service says of a request that it refuses may repeat that request.

#include <string>
#include <string_view>

namespace cloudx {

// `text` up to where it has the session token or the signature of a request that is signed for AWS:
// as part of a query, as a header, or in the text that the service would have signed. What is left
// out becomes "...".
[[nodiscard]] std::string without_signature(std::string_view text);

}  // namespace cloudx
