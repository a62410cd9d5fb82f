#pragma once
// JSON payloads, bounded: what comes from the network is small and shallow, or it is refused.

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/bytes.hpp"

namespace cloudx::ssm {

inline constexpr std::size_t kMaxJsonSize = 64U << 10;
inline constexpr std::size_t kMaxJsonDepth = 16;

// The object that `payload` is; nullopt when it is anything else, too large or too deep.
[[nodiscard]] std::optional<boost::json::object> parse_object(ByteView payload);

// A member, its name in any case where it is not there as written, as Go's decoder has it: what the
// service writes does not always have the case of its documentation. nullptr when there is none.
[[nodiscard]] const boost::json::value* find_member(const boost::json::object& object,
                                                    std::string_view key);

// The text of a member; "" when it is missing or not a string.
[[nodiscard]] std::string string_member(const boost::json::object& object, std::string_view key);

}  // namespace cloudx::ssm
