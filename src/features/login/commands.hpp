#pragma once
// `cloudx-proxy login` and `logout`.

#include "base/error.hpp"
#include "base/progress.hpp"
#include "home/account.hpp"
#include "home/process_context.hpp"

namespace cloudx::login {

struct LoginRequest {
  home::AccountRequest account;
  bool open_browser = true;
};

// Errors: usage and configuration (also a profile that does not use IAM Identity Center), and those
// of Login::run().
[[nodiscard]] Result<void> run_login(const LoginRequest& request,
                                     const home::ProcessContext& context, Progress& progress);

// A profile that is not logged in is no error.
[[nodiscard]] Result<void> run_logout(const home::AccountRequest& request,
                                      const home::ProcessContext& context, Progress& progress);

}  // namespace cloudx::login
