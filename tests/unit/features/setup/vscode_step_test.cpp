#include "features/setup/vscode_step.hpp"

#include <gtest/gtest.h>

#include "sshconfig/changed_files.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::setup {
namespace {

using Verdict = ConfigFileVerdict;

class Answers final : public Questions {
 public:
  explicit Answers(std::optional<bool> yes) : yes_(yes) {}
  Result<std::string> ask(const Question&) override { return fail(Errc::usage, "not here"); }
  Result<Secret> ask_secret(const Question&) override { return fail(Errc::usage, "not here"); }
  Result<bool> confirm(std::string_view, bool) override { return yes_.value(); }
  Result<std::size_t> choose(const Choices&) override { return fail(Errc::usage, "not here"); }
  [[nodiscard]] bool interactive() const override { return yes_.has_value(); }

 private:
  std::optional<bool> yes_;  // nothing: nobody is there
};

class Told final : public Report {
 public:
  void heading(std::string_view text) override { all += text; }
  void done(std::string_view text) override { all += text; }
  void same(std::string_view text) override { all += text; }
  void warn(std::string_view text) override { all += text; }
  void text(std::string_view text) override { all += text; }
  void busy(std::string_view) override {}
  std::string all;
};

class VscodeStep : public ::testing::Test {
 protected:
  VscodeRequest request() const {
    return {.home = home_.path(),
            .own_config = home_.path() / ".ssh/vscode/config",
            .main_config = home_.path() / ".ssh/config",
            .host = "cloudx-dev-web",
            .instance_id = "i-1"};
  }
  void SetUp() override {
    after_.set(request().own_config, "Host cloudx-dev-web\n  HostName i-1\n");
    after_.set(request().main_config, "Include " + request().own_config.string() + "\n");
  }
  Verdict judge(const std::string& config_file) const {
    return judge_config_file(R"({"remote.SSH.configFile": ")" + config_file + "\"}", request(),
                             after_);
  }
  std::vector<VscodeChange> settle(std::optional<bool> answer) {
    Answers answers(answer);
    const auto changes = settle_vscode(request(), editors_, after_, answers, told_);
    tell_replaced(request(), changes.value(), told_);
    return *changes;
  }

  test::TemporaryFolder home_;
  sshconfig::DiskFiles disk_;
  sshconfig::ChangedFiles after_{disk_};
  std::vector<home::VscodeEditor> editors_ = {
      {"VS Code", home_.path() / "Code/settings.json", false},
      {"Cursor", home_.path() / "Cursor/settings.json", false}};
  Told told_;
};

TEST_F(VscodeStep, FileThatFindsTheHostStays) {
  EXPECT_EQ(judge("~/.ssh/vscode/config"), Verdict::good);
  EXPECT_EQ(judge("$HOME/.ssh/config"), Verdict::good);
  home_.write("own", "Host mine\nInclude vscode/config\nMatch all\n");
  EXPECT_EQ(judge("~/own"), Verdict::another) << "the Include counts for the host mine alone";
  home_.write("own", "Include vscode/config\nHost mine\n");
  EXPECT_EQ(judge("~/own"), Verdict::good);
  home_.write("own", "Include ~/.ssh/conf*\n");
  EXPECT_EQ(judge("~/own"), Verdict::good);
  home_.write("own", "Host cloudx-dev-web\n  HostName i-2\n");
  EXPECT_EQ(judge("~/own"), Verdict::another);
  EXPECT_EQ(judge("~/gone"), Verdict::missing);
}

TEST_F(VscodeStep, UnsetStaysUnsetWhereTheMainConfigSaysSomething) {
  EXPECT_EQ(judge_config_file("{}", request(), after_), Verdict::unset);
  home_.write(".ssh/config", "# nothing\n");
  EXPECT_EQ(judge_config_file("", request(), after_), Verdict::unset);
  home_.write(".ssh/config", "Host mine\n");
  EXPECT_EQ(judge_config_file("{}", request(), after_), Verdict::good);
}

TEST_F(VscodeStep, NobodyToAskReplacesAndTellsTheWayBack) {
  const std::string own = home_.write("own", "Host mine\n").string();
  home_.write("Code/settings.json", R"({"remote.SSH.configFile": ")" + own + "\"}");
  const auto changes = settle(std::nullopt);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].config_file, request().own_config.string());
  EXPECT_TRUE(told_.all.contains("\"remote.SSH.configFile\": \"" + own + "\"")) << told_.all;
}

TEST_F(VscodeStep, AnswerDecides) {
  home_.write("own", "Host mine\n");
  home_.write("Code/settings.json", R"({"remote.SSH.configFile": "~/own"})");
  EXPECT_EQ(settle(false)[0].config_file, std::nullopt);
  EXPECT_TRUE(told_.all.contains("Include")) << told_.all;
  EXPECT_EQ(settle(true)[0].config_file, request().own_config.string());
}

TEST_F(VscodeStep, OtherEditorsTakePartWhereTheyAreInstalled) {
  EXPECT_EQ(settle(std::nullopt).size(), 1U);
  editors_[1].installed = true;
  EXPECT_EQ(settle(std::nullopt).size(), 2U);
}

}  // namespace
}  // namespace cloudx::setup
