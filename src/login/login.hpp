#pragma once
// The login to IAM Identity Center: the device authorization grant (RFC 8628), at whose end a token
// lies where all AWS tools look for it.

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/credentials/sso_session.hpp"
#include "aws/api/credentials/sso_token.hpp"
#include "aws/api/sso_oidc.hpp"
#include "aws/core/signing_clock.hpp"
#include "base/error.hpp"

namespace cloudx::login {

// What the user has to confirm in a browser.
struct Confirmation {
  std::string url;       // to open and compare the code
  std::string code;      // that the page must show, or asks for
  std::string full_url;  // the same page with the code filled in; equal to url where there is none
};

class Login {
 public:
  // Shows it, and opens a browser where that is wanted.
  using Ask = std::function<void(const Confirmation&)>;
  using Pause = std::function<boost::asio::awaitable<Result<void>>(
      std::chrono::steady_clock::duration, async::Deadline)>;

  // `oidc` and `clock` must outlive this object. `home` is the user's; `pause` is async::sleep_for,
  // but for tests.
  Login(aws::SsoOidc& oidc, const aws::SigningClock& clock, std::string home, Ask ask);
  Login(aws::SsoOidc& oidc, const aws::SigningClock& clock, std::string home, Ask ask, Pause pause);

  // Ends when the user has confirmed or refused, or the code has expired; the token is written to
  // ~/.aws/sso/cache then. Errors: credentials (refused, expired), configuration (the Identity
  // Center does not know the start URL), io, and those of the network.
  boost::asio::awaitable<Result<aws::SsoToken>> run(aws::SsoSession session,
                                                    async::Deadline deadline);

 private:
  struct Asked;
  boost::asio::awaitable<Result<aws::OidcClient>> registered(aws::SsoSession session,
                                                             async::Deadline deadline);
  boost::asio::awaitable<Result<Asked>> asked(aws::SsoSession session, async::Deadline deadline);
  boost::asio::awaitable<Result<aws::OidcToken>> confirmed(aws::SsoSession session, Asked asked,
                                                           async::Deadline deadline);

  aws::SsoOidc& oidc_;
  const aws::SigningClock& clock_;
  std::string home_;
  Ask ask_;
  Pause pause_;
};

}  // namespace cloudx::login
