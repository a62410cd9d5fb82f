#pragma once
// What must hold for every input, in every build type: a failure ends the program where libFuzzer
// and the replay see it.

#include <source_location>

namespace cloudx::fuzz {

// Prints the place of the call and `what` to stderr, then aborts, unless `holds`.
void expect(bool holds, const char* what,
            std::source_location where = std::source_location::current());

}  // namespace cloudx::fuzz
