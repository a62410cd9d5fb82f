#pragma once
// Chooses where a profile's credentials come from, in the order of the AWS SDKs.

#include <memory>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials/assume_role.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/core/environment.hpp"
#include "aws/core/settings.hpp"
#include "net/http_client.hpp"

namespace cloudx::aws {

struct CredentialsOptions {
  AskMfaCode ask_mfa_code;  // empty: roles that need a code fail
};

// The first source that applies wins, and what is wrong with it is final:
//   1. AWS_ACCESS_KEY_ID ... (not for a profile given by argument)   2. the profile's role_arn
//   3. web identity (environment or profile)    4. SSO    5. keys in the credentials file
//   6. `aws login` (login_session)    7. credential_process    8. keys in the config file
//   9. container    10. instance metadata
// No network traffic here. `client` (for STS, SSO, sign-in) and `direct` (no proxy; for metadata)
// must outlive the provider; settings and environment need not. Errors: credentials, configuration;
// the message says what to do.
[[nodiscard]] Result<std::unique_ptr<CredentialsProvider>> make_credentials_provider(
    const Settings& settings, const Environment& environment, ApiClient& client,
    net::HttpClient& direct, CredentialsOptions options);

}  // namespace cloudx::aws
