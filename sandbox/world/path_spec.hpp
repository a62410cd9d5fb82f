#pragma once
// How a path is written: the value of --path and of the setting "path".

#include <string_view>

#include "base/error.hpp"
#include "sandbox/network/path.hpp"

namespace cloudx::sandbox {

// "rtt=50ms,rate=1M,queue=256k,loss=0.01,jitter=5ms,
// silent-at=3s,silent-for=2s,seed=7", any of them; empty: no path. Rates in bytes per second, loss
// for each message both ways. Errc::usage names the bad part.
[[nodiscard]] Result<PathOptions> parse_path(std::string_view text);

}  // namespace cloudx::sandbox
