#include "aws/api/credentials/web_identity.hpp"

#include <fmt/format.h>

#include "aws/api/credentials/assume_role.hpp"
#include "aws/api/sts.hpp"
#include "aws/core/text.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

boost::asio::awaitable<Result<Credentials>> WebIdentity::get(async::Deadline deadline) {
  auto token = os::read_file(settings_.token_file, 1U << 16);
  if (!token) co_return fail("web identity token", token.error());
  WebIdentityRequest request;
  request.token = Secret(std::string(trim(*token)));
  wipe(*token);
  request.role_arn = settings_.role_arn;
  request.session_name = settings_.session_name.empty()
                             ? generated_session_name(client_.clock().now())
                             : settings_.session_name;
  Sts sts(client_, nullptr);
  auto credentials = co_await sts.assume_role_with_web_identity(std::move(request), deadline);
  if (!credentials) {
    co_return fail(fmt::format("assuming role {} with the web identity token in {}",
                               settings_.role_arn, settings_.token_file.string()),
                   credentials.error());
  }
  credentials->source = "assume-role-with-web-identity";
  co_return std::move(*credentials);
}

}  // namespace cloudx::aws
