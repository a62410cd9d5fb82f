#pragma once
// Counts what the whole program takes from the heap: operator new, and OpenSSL's own allocations.
// Linking allocation_counter.cpp replaces both.

#include <cstdint>

namespace cloudx::test {

// Allocations so far.
[[nodiscard]] std::uint64_t allocations();

// Whether OpenSSL's are among them: it takes other functions only before its first allocation.
[[nodiscard]] bool counts_openssl();

}  // namespace cloudx::test
