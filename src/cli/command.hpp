#pragma once
// One subcommand of the program: declares its options when it is made, runs after parsing.

#include "home/process_context.hpp"

namespace CLI {
class App;
}

namespace cloudx::cli {

class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  // Returns the exit status (exit_code.hpp); what went wrong has been told on stderr.
  virtual int run(const home::ProcessContext& context) = 0;
};

}  // namespace cloudx::cli
