#include "features/login/logout.hpp"

#include <filesystem>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/credentials/cli_cache.hpp"
#include "aws/api/credentials/sso_token.hpp"
#include "aws/core/config_file.hpp"
#include "features/login/session_files.hpp"
#include "support/temporary_folder.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::login {
namespace {

using aws::testing::answer;
using aws::testing::run;
using std::filesystem::exists;

class LogoutTest : public ::testing::Test {
 protected:
  void write(const std::filesystem::path& path, std::string_view text) const {
    (void)folder_.write(path.lexically_relative(folder_.path()), text);
  }
  void write_token() const {
    write(token_, R"({"accessToken":"at","expiresAt":"2099-01-01T00:00:00Z"})");
  }
  Result<LogoutOutcome> log_out_with(const Result<HttpResponse>& reply) {
    bench_.emplace([reply](const HttpRequest&) { return reply; });
    aws::Sso sso(bench_->client);
    return run(log_out(sso, home_, session_, session_files(home_, session_, profiles_), {}));
  }

  test::TemporaryFolder folder_;
  const std::string home_ = folder_.path().string();
  const aws::SsoSession session_{"corp", "https://x/start", "eu-west-1", {"sso:account:access"}};
  const std::filesystem::path token_ = aws::sso_token_path(home_, "corp");
  const aws::Profiles profiles_ = aws::merge_profiles(
      aws::parse_config_file("[profile a]\nsso_session=corp\nsso_account_id=1\nsso_role_name=r\n"
                             "[profile b]\nsso_session=other\nsso_account_id=1\nsso_role_name=r\n"
                             "[sso-session corp]\nsso_start_url=https://x/start\nsso_region=x\n"
                             "[sso-session other]\nsso_start_url=https://y/start\nsso_region=x\n"),
      {});
  std::optional<aws::testing::TestBench> bench_;
};

TEST_F(LogoutTest, ServiceIsToldAndTheSessionsFilesGo) {
  write_token();
  const auto mine = aws::cli_cache_path(home_, aws::cli_cache_key("1", "r", "corp", ""));
  const auto other = aws::cli_cache_path(home_, aws::cli_cache_key("1", "r", "other", ""));
  write(mine, "{}");
  write(other, "{}");
  const auto outcome = log_out_with(answer(200, ""));
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->was_logged_in);
  EXPECT_FALSE(outcome->service_failure);
  EXPECT_FALSE(exists(token_));
  EXPECT_FALSE(exists(mine));
  EXPECT_TRUE(exists(other));
  ASSERT_EQ(bench_->http.sent.size(), 1U);
  EXPECT_EQ(bench_->http.sent[0].method, "POST");
  EXPECT_EQ(find_header(bench_->http.sent[0].headers, "x-amz-sso_bearer_token"), "at");
}

TEST_F(LogoutTest, ExpiredTokenIsNoFailure) {
  write_token();
  const auto outcome =
      log_out_with(answer(401, "{}", {{"x-amzn-errortype", "UnauthorizedException"}}));
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->service_failure);
}

TEST_F(LogoutTest, FilesGoEvenIfTheServiceCannotBeReached) {
  write_token();
  const auto outcome = log_out_with(fail(Errc::resolve, "no such host"));
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->service_failure);
  EXPECT_FALSE(exists(token_));
}

TEST_F(LogoutTest, WithoutATokenNobodyIsAsked) {
  const auto outcome = log_out_with(answer(200, ""));
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->was_logged_in);
  EXPECT_TRUE(bench_->http.sent.empty());
}

}  // namespace
}  // namespace cloudx::login
