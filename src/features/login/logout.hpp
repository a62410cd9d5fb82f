#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/credentials/sso_session.hpp"
#include "aws/api/sso.hpp"
#include "base/error.hpp"

namespace cloudx::login {

struct LogoutOutcome {
  bool was_logged_in = false;            // there was a token
  std::optional<Error> service_failure;  // the files are gone, but the service did not hear it
};

// Ends the login at the service and removes `files` (session_files()), also where the service
// cannot be reached. `sso` must outlive the call. Errc::io when a file cannot be removed.
boost::asio::awaitable<Result<LogoutOutcome>> log_out(aws::Sso& sso, std::string home,
                                                      aws::SsoSession session,
                                                      std::vector<std::filesystem::path> files,
                                                      async::Deadline deadline);

}  // namespace cloudx::login
