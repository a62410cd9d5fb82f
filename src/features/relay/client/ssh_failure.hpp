#pragma once
// Why an ssh to a relay ended, from what it wrote.

#include <deque>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "features/relay/client/ssh_arguments.hpp"

namespace cloudx::relay {

// The last lines that ssh wrote, as far as they tell something.
class SshLog {
 public:
  void add(std::string_view bytes);

  [[nodiscard]] bool authenticated() const { return authenticated_; }
  [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

 private:
  void take(std::string line);

  std::string unfinished_;
  std::deque<std::string> lines_;
  bool authenticated_ = false;
};

// One sentence. Errc::tls for a host key that is not the relay's, credentials for a refused key,
// connect for the rest.
[[nodiscard]] Error explain_ssh_end(const SshLog& log, int exit_status, const EndpointView& relay,
                                    const SshCall& call);

}  // namespace cloudx::relay
