#pragma once
// stdin, stdout and stderr as the program got them, past the buffers of stdio: what is read too
// early is missing for whoever reads next, and a secret that was written would still be in one.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::os {

enum class StandardStream : std::uint8_t { input, output, error };

// The next byte of stdin, which is waited for; nothing at its end.
[[nodiscard]] std::optional<char> read_byte();

// There is something to read on stdin, or its end, before the time is over.
[[nodiscard]] bool input_comes_within(std::chrono::milliseconds time);

// All of it. Errc::io where that fails; the message is the system's reason alone.
[[nodiscard]] Result<void> write_all(StandardStream stream, std::string_view text);

// Waits for no longer than `patience` whenever the stream takes nothing, then drops the rest, and
// what cannot be written at all. Whether all of it was taken.
bool write_with_patience(StandardStream stream, std::string_view text,
                         std::chrono::milliseconds patience);

// What is written there reaches nobody.
[[nodiscard]] bool is_null_device(StandardStream stream);

}  // namespace cloudx::os
