#pragma once
// How the program was called: by its own name, or by one of the names that aws-ssh-proxy's programs
// have (ssh-connect, ssh-forward), which take the key for the service on the command line.

#include <vector>

#include "base/secret.hpp"

namespace cloudx::cli {

struct Invocation {
  std::vector<const char*> words;  // as if called by our own name, without the key; argv's own text
  Secret api_key;
};

// Overwrites the key in argv, which every user of the machine can read (/proc/PID/cmdline).
[[nodiscard]] Invocation take_invocation(int argc, char** argv);

}  // namespace cloudx::cli
