#pragma once
// What the user's configuration calls by a name: a target and what is forwarded there.

#include "base/error.hpp"
#include "config/load.hpp"
#include "features/forward/forward.hpp"

namespace cloudx::forward {

// The request with the target of the set that its target names, and with the set's ends unless it
// has some of its own: those of the command line take the place of all in the set. A name that is
// no set is a target. Errc::usage where nothing is to be forwarded, configuration for an end of the
// set that cannot be read.
[[nodiscard]] Result<ForwardRequest> with_named_set(ForwardRequest request,
                                                    const config::Configuration& configuration);

}  // namespace cloudx::forward
