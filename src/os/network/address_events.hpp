#pragma once
// How the system tells that addresses of this machine have changed: for address_watch.cpp.

namespace cloudx::os {

// A socket that becomes readable when an address of this machine comes or goes, and does not wait;
// -1 where the system does not allow it.
[[nodiscard]] int open_address_events();

// Reads all that has come there. Whether one of the addresses may have gone.
[[nodiscard]] bool take_address_events(int events);

}  // namespace cloudx::os
