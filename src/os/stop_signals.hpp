#pragma once
// The signals by which this process is asked to end.

#include <vector>

namespace cloudx::os {

// Numbers for a signal set: the interrupt from the keyboard, the request to terminate, and the
// hangup where the system has one. What was ignored when the process started is left out and stays
// ignored: `nohup ssh`, and jobs that a shell runs in the background (POSIX, "Shell Command
// Language", 2.11).
[[nodiscard]] std::vector<int> stop_signals();

// All of them, also what was ignored: for who cannot know why.
[[nodiscard]] std::vector<int> all_stop_signals();

// Whether `number` tells that the terminal, or who ran this process, has gone. Services take it for
// "read your configuration anew".
[[nodiscard]] bool is_hangup(int number);

// Whether `number` is the interrupt from the keyboard.
[[nodiscard]] bool is_interrupt(int number);

// The same signal once more, for whoever takes it now.
void raise_again(int number);

}  // namespace cloudx::os
