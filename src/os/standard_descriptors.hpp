#pragma once

namespace cloudx::os {

// Gives the descriptors 0, 1 and 2 that are closed to /dev/null. To be called before anything is
// opened: what is opened gets the lowest free number, and a socket of ours as 0 would be read as
// the user's input. The input is opened for writing and the output for reading, so that using a
// closed one stays an error; what goes to a closed stderr is lost without one.
void occupy_standard_descriptors();

}  // namespace cloudx::os
