#include <map>

#include <gtest/gtest.h>

#include "features/relay/config/service_config.hpp"
#include "protocol/relay/keys.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::relay {
namespace {

namespace fs = std::filesystem;

class ServiceSecretsTest : public testing::Test {
 protected:
  [[nodiscard]] aws::Environment environment() const {
    return aws::Environment([this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables_.find(std::string(name));
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    });
  }
  std::string secret_file(const std::string& name, std::string_view text) {
    const fs::path path = folder_.write(name, text);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    return path;
  }

  test::TemporaryFolder folder_;
  std::map<std::string, std::string> variables_;
  ServiceConfig config_;
};

TEST_F(ServiceSecretsTest, FilesAreRead) {
  const Secret master = new_master_key();
  config_.api_key_file = secret_file("api", "shared key\n");
  config_.master_key_file = secret_file("master", master_key_file(master).reveal());
  config_.operator_password_file = secret_file("password", "swordfish\r\n");
  const auto secrets = load_service_secrets(config_, environment());
  ASSERT_TRUE(secrets) << secrets.error().message;
  EXPECT_EQ(secrets->api_key, Secret("shared key"));
  EXPECT_EQ(secrets->master_key, master);
  EXPECT_EQ(secrets->operator_password, Secret("swordfish"));
  EXPECT_EQ(secrets->own(), master);
}

TEST_F(ServiceSecretsTest, EnvironmentAndSystemdCredentialsDoAsWell) {
  const Secret master = new_master_key();
  variables_["CLOUDX_RELAY_API_KEY"] = "shared key";
  variables_["CREDENTIALS_DIRECTORY"] = folder_.path();
  secret_file("relay-master-key", master_key_file(master).reveal());
  secret_file("relay-api-key", "another");
  const auto secrets = load_service_secrets(config_, environment());
  ASSERT_TRUE(secrets) << secrets.error().message;
  EXPECT_EQ(secrets->api_key, Secret("shared key"));
  EXPECT_EQ(secrets->master_key, master);
  EXPECT_TRUE(secrets->operator_password.empty());
}

TEST_F(ServiceSecretsTest, CredentialTakesThePlaceOfAFileThatCannotBeRead) {
  const Secret master = new_master_key();
  variables_["CREDENTIALS_DIRECTORY"] = folder_.path();
  config_.master_key_file = folder_.path() / "no-such-file";
  EXPECT_FALSE(load_service_secrets(config_, environment()));
  secret_file("relay-master-key", master_key_file(master).reveal());
  const auto secrets = load_service_secrets(config_, environment());
  ASSERT_TRUE(secrets) << secrets.error().message;
  EXPECT_EQ(secrets->master_key, master);
  const Secret other = new_master_key();
  config_.master_key_file = secret_file("master", master_key_file(other).reveal());
  EXPECT_EQ(load_service_secrets(config_, environment())->master_key, other);
}

TEST_F(ServiceSecretsTest, FileThatOthersCanReadIsRefused) {
  config_.api_key_file = folder_.write("api", "shared key");
  fs::permissions(config_.api_key_file, fs::perms::owner_read | fs::perms::group_read);
  const auto secrets = load_service_secrets(config_, environment());
  ASSERT_FALSE(secrets);
  EXPECT_EQ(secrets.error().message, config_.api_key_file +
                                         " holds a secret and can be read by others: run  chmod "
                                         "600 " +
                                         config_.api_key_file);
}

TEST_F(ServiceSecretsTest, WhatIsMissingIsNamed) {
  const auto none = load_service_secrets(config_, environment());
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().message.starts_with("there is no key: name auth.master_key_file"));
  config_.master_key_file = secret_file("master", master_key_file(new_master_key()).reveal());
  config_.v1 = true;
  EXPECT_EQ(load_service_secrets(config_, environment()).error().message,
            "service.v1 = true needs auth.api_key_file");
  config_.api_key_file = secret_file("empty", "\n");
  EXPECT_EQ(load_service_secrets(config_, environment()).error().message,
            config_.api_key_file + " is empty");
  config_.master_key_file = secret_file("wrong", "secret words");
  const std::string message = load_service_secrets(config_, environment()).error().message;
  EXPECT_FALSE(message.contains("secret words")) << message;
}

}  // namespace
}  // namespace cloudx::relay
