#pragma once
// Another process of the same user. For the sources of src/os.

#include <string>

#include "os/descriptor.hpp"

namespace cloudx::os {

// What its program is called; "" where the system does not say.
[[nodiscard]] std::string name_of_process(int process);

// Its stderr, opened for writing without waiting. Negative where it is not there, or where the
// system does not let another process open it.
[[nodiscard]] Descriptor open_stderr_of(int process);

}  // namespace cloudx::os
