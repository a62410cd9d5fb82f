#pragma once

namespace cloudx::os {

// What was written to the descriptor survives a loss of power, as far as the system can do that.
// For the sources of src/os.
bool sync_to_disk(int descriptor);

}  // namespace cloudx::os
