#pragma once
// Targets inside the sandbox, for measurements and tests without a server: echo (port 7, RFC 862),
// discard (port 9, RFC 863) and a source of a known stream (port 19, in the place of RFC 864).

#include <cstdint>
#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "sandbox/agent/target.hpp"

namespace cloudx::sandbox {

// Null where `port` is none of these. The source sends `source_bytes`, then closes: the numbers 0,
// 1, 2 and so on, each as eight bytes, little-endian.
[[nodiscard]] std::unique_ptr<Target> make_builtin_target(
    const boost::asio::any_io_executor& executor, std::string_view port,
    std::uint64_t source_bytes);

}  // namespace cloudx::sandbox
