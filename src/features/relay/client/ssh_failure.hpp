#pragma once
// Why an ssh to a relay ended, from what it wrote.

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "features/relay/client/ssh_arguments.hpp"

namespace cloudx::relay {

// The last lines that ssh wrote, as far as they tell something.
class SshLog {
 public:
  void add(std::string_view bytes);
  // Told of every line from now on.
  void listen(std::function<void(std::string_view)> told) { told_ = std::move(told); }

  [[nodiscard]] bool authenticated() const { return authenticated_; }
  [[nodiscard]] const std::deque<std::string>& lines() const { return lines_; }

 private:
  void take(std::string line);

  std::function<void(std::string_view)> told_;
  std::string unfinished_;
  std::deque<std::string> lines_;
  bool authenticated_ = false;
};

// Whether a line of the machine to be reached says that its own SSH port does not answer
// (channels.c of OpenSSH: "connect_to localhost port 22: failed.").
[[nodiscard]] bool tells_refused_port(std::string_view line);

// One sentence. Errc::tls for a host key that is not the relay's, credentials for a refused key,
// connect for the rest.
[[nodiscard]] Error explain_ssh_end(const SshLog& log, int exit_status, const EndpointView& relay,
                                    const SshInvocation& invocation);

}  // namespace cloudx::relay
