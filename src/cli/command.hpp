#pragma once
// One subcommand of the program: declares its options when it is made, runs after parsing.

#include <string>
#include <vector>

#include "home/process_context.hpp"

namespace CLI {
class App;
}

namespace cloudx::cli {

// Of a command that runs elsewhere, see trailing_command.hpp.
struct TrailingWords {
  std::vector<std::string> words;
  bool is_marked = false;  // a "--" stood between the first argument and them
};

class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  // Takes what stands behind the first argument.
  virtual void take_trailing(const TrailingWords& /*words*/) {}
  // Returns the exit status (exit_code.hpp); what went wrong has been told on stderr.
  virtual int run(const home::ProcessContext& context) = 0;
};

}  // namespace cloudx::cli
