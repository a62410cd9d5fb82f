#pragma once
// The whole sandbox, assembled: world, listeners, gateway, SSH servers, control endpoint.

#include <filesystem>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "base/error.hpp"
#include "sandbox/server/environment.hpp"
#include "sandbox/server/options.hpp"

namespace cloudx::sandbox {

class Sandbox {
 public:
  virtual ~Sandbox() = default;  // stops listening and ends every session and SSH server
  [[nodiscard]] virtual const Environment& environment() const = 0;
};

// `folder` exists and belongs to the sandbox. Serves while the executor runs. Errors: io, not_found
// (no sshd); the message says what to do.
[[nodiscard]] Result<std::unique_ptr<Sandbox>> start_sandbox(boost::asio::any_io_executor executor,
                                                             const Options& options,
                                                             const std::filesystem::path& folder);

}  // namespace cloudx::sandbox
