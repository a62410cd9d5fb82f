#pragma once
// What the user is told while something is being done. Never on stdout: that is for results, and
// connect's belongs to the tunnel.

#include <string>
#include <string_view>

namespace cloudx {

class Progress {
 public:
  virtual ~Progress() = default;
  // What is being done now; replaces the line before on a terminal. `wait` marks states that take
  // long (an instance that boots): those are told where there is no terminal, too.
  virtual void status(std::string_view text, bool wait) = 0;
  // A finished step with its time, told with -v only.
  virtual void detail(std::string_view text) = 0;
  // Something the user must know although the work goes on.
  virtual void warn(std::string_view text) = 0;
  // What the user asked for (--dry-run): told always.
  virtual void report(std::string_view text) = 0;
  // It is done (or failed): the live line goes away.
  virtual void done() = 0;
};

}  // namespace cloudx
