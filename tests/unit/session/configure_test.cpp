#include "session/configure.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::session {
namespace {

constexpr const char* kHosts = R"(
Host cloudx-*
  User ec2-user
Host cloudx-prod-*
  ProxyCommand cloudx-proxy connect %h %p --profile prod
Host cloudx-prod-web
  HostName i-0123456789abcdef0
Host cloudx-prod-web2
  HostName i-0123456789abcdef0
)";

class ConfigureTest : public testing::Test {
 protected:
  ConfigureTest() {
    ssh_config_ = folder_.write("config", kHosts);
    plan_.account.settings.profile = "dev";
  }

  void configure_for(const std::string& node) {
    configure(plan_, all_, config::Key::shell_document, node, ssh_config_);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path ssh_config_;
  config::Configuration all_;
  SessionPlan plan_;
};

TEST_F(ConfigureTest, NothingIsChangedWithoutAConfiguration) {
  configure_for("i-0123456789abcdef0");
  EXPECT_EQ(plan_.document.name, "");
  EXPECT_EQ(plan_.document.reason, "");
  EXPECT_EQ(plan_.client_version, "1.2.764.0");
}

TEST_F(ConfigureTest, CommandsOwnDocumentIsTaken) {
  all_.sections.profiles["dev"] = {{config::Key::shell_document, "Shell"},
                                   {config::Key::document, "Ssh"},
                                   {config::Key::client_version, "1.2.804.0"}};
  configure_for("i-0123456789abcdef0");
  EXPECT_EQ(plan_.document.name, "Shell");
  EXPECT_EQ(plan_.client_version, "1.2.804.0");
}

TEST_F(ConfigureTest, CommandLineCountsMore) {
  all_.environment = {{config::Key::shell_document, "Shell"}, {config::Key::reason, "r"}};
  plan_.document.name = "Given";
  plan_.document.reason = "given";
  configure_for("i-0123456789abcdef0");
  EXPECT_EQ(plan_.document.name, "Given");
  EXPECT_EQ(plan_.document.reason, "given");
}

TEST_F(ConfigureTest, HostSectionFitsByIdAndByEveryHostThatLeadsThere) {
  for (const char* pattern : {"i-0123*", "cloudx-prod-web", "cloudx-prod-web2"}) {
    all_.sections.hosts = {{{pattern}, {{config::Key::reason, "host"}}}};
    for (const char* typed : {"i-0123456789abcdef0", "cloudx-prod-web"}) {
      plan_.document.reason = "";
      configure_for(typed);
      EXPECT_EQ(plan_.document.reason, "host") << pattern << " " << typed;
    }
  }
  plan_.document.reason = "";
  configure_for("i-0fedcba9876543210");
  EXPECT_EQ(plan_.document.reason, "");
}

}  // namespace
}  // namespace cloudx::session
