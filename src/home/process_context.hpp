#pragma once
// What a run of the program finds around itself, gathered once in main().

#include <filesystem>
#include <string>

#include "aws/core/environment.hpp"
#include "base/secret.hpp"

namespace cloudx::home {

struct ProcessContext {
  std::string program;               // basename of argv[0]: "cloudx-proxy", "cloudX-proxy", ...
  std::string home;                  // absolute
  aws::Environment environment;      // of the process
  std::filesystem::path executable;  // this program's own file, absolute
  Secret api_key{};                  // of a relay service, where the command line had one
};

}  // namespace cloudx::home
