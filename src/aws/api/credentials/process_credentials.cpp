#include "aws/api/credentials/process_credentials.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/api/credentials/json_credentials.hpp"
#include "aws/core/command_words.hpp"
#include "aws/core/response.hpp"
#include "aws/core/text.hpp"
#include "os/platform.hpp"
#include "os/process/process.hpp"

namespace cloudx::aws {

namespace {

constexpr std::size_t kMaxOutput = 1U << 16;
// Long enough for a password manager to ask its user.
constexpr std::chrono::minutes kTimeLimit{2};

Result<Credentials> parse_output(std::string_view text) {
  const auto object = parse_json_object(text);
  if (!object) return fail(Errc::credentials, "the output is not a JSON object");
  const boost::json::value* version = find_member(*object, "Version");
  const bool is_one = version != nullptr && version->is_int64() && version->get_int64() == 1;
  if (!is_one) return fail(Errc::credentials, "the output does not say \"Version\": 1");
  return credentials_from_json(*object, "SessionToken");
}

}  // namespace

boost::asio::awaitable<Result<Credentials>> ProcessCredentials::get(async::Deadline deadline) {
  const std::string context = fmt::format("credential_process of profile {}", profile_);
  auto words = os::kIsWindows ? windows_command_words(command_) : command_words(command_);
  if (!words) co_return fail(context, words.error());
  auto output =
      co_await os::run_process(std::move(*words), kMaxOutput, deadline.at_most(kTimeLimit));
  if (!output) co_return fail(context, output.error());
  if (output->exit_status != 0) {
    const std::string said = presentable(output->err);
    co_return fail(Errc::credentials,
                   fmt::format("{} failed with exit code {}{}{}", context, output->exit_status,
                               said.empty() ? "" : ": ", said));
  }
  auto credentials = parse_output(output->out);
  wipe(output->out);
  if (!credentials) co_return fail(context, credentials.error());
  credentials->source = "custom-process";
  co_return std::move(*credentials);
}

}  // namespace cloudx::aws
