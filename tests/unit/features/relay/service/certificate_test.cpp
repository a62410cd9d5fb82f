#include "features/relay/service/certificate.hpp"

#include <map>

#include <gmock/gmock.h>

#include "support/temporary_folder.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CertificateTest : public ::testing::Test {
 protected:
  std::string refusal() {
    const aws::Environment environment([this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables_.find(std::string(name));
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    });
    const auto loaded = load_certificate(config_, environment, now_);
    return loaded ? (*loaded ? "TLS" : "plain HTTP") : loaded.error().message;
  }

  test::TemporaryFolder folder_;
  std::map<std::string, std::string> variables_;
  ServiceConfig config_;
  std::chrono::sys_seconds now_{1'790'000'000s};
};

TEST_F(CertificateTest, PlainHttpIsForThoseWhoNameNoCertificate) {
  EXPECT_EQ(refusal(), "plain HTTP");
  variables_["CREDENTIALS_DIRECTORY"] = folder_.path();
  EXPECT_EQ(refusal(), "plain HTTP");
}

TEST_F(CertificateTest, WhatIsNamedAndEmptyIsAnErrorWithItsName) {
  config_.tls_certificate = folder_.write("chain.pem", "");
  config_.tls_key = folder_.write("key.pem", "");
  EXPECT_THAT(refusal(), StartsWith(config_.tls_certificate + " is empty"));
}

TEST_F(CertificateTest, WhatIsNamedAndNotThereIsAnErrorWithItsName) {
  config_.tls_certificate = folder_.path() / "chain.pem";
  config_.tls_key = folder_.path() / "key.pem";
  EXPECT_THAT(refusal(), HasSubstr(config_.tls_certificate));
}

TEST_F(CertificateTest, FolderIsNoCertificate) {
  config_.tls_certificate = folder_.path();
  config_.tls_key = folder_.path();
  EXPECT_THAT(refusal(), HasSubstr(config_.tls_certificate));
}

TEST_F(CertificateTest, CredentialTakesThePlaceOfAFileThatCannotBeRead) {
  variables_["CREDENTIALS_DIRECTORY"] = folder_.path();
  config_.tls_certificate = "/nowhere/chain.pem";
  config_.tls_key = "/nowhere/key.pem";
  const std::string chain = folder_.write("relay-tls-certificate", "");
  folder_.write("relay-tls-key", "");
  EXPECT_THAT(refusal(), StartsWith(chain + " is empty"));
}

TEST_F(CertificateTest, CredentialWithoutItsKeyIsAnError) {
  variables_["CREDENTIALS_DIRECTORY"] = folder_.path();
  folder_.write("relay-tls-key", "");
  EXPECT_THAT(refusal(), StartsWith("relay-tls-certificate is empty"));
}

TEST_F(CertificateTest, ExpiryIsToldInItsLastTwoWeeksAndAfter) {
  const net::Validity validity{.from = now_, .to = now_ + std::chrono::days(90)};
  const auto told = [&](std::chrono::sys_seconds at) {
    return validity_warning("chain.pem", validity, at);
  };
  EXPECT_EQ(told(now_), "");
  EXPECT_EQ(told(validity.to - std::chrono::days(14)), "");
  EXPECT_THAT(told(validity.to - std::chrono::days(14) + 1s),
              AllOf(StartsWith("chain.pem expires on 2026-"), HasSubstr("in 13 days")));
  EXPECT_THAT(told(validity.to + 1s), StartsWith("chain.pem expired on 2026-"));
  EXPECT_THAT(told(now_ - 1s), StartsWith("chain.pem is not valid before 2026-"));
}

}  // namespace
}  // namespace cloudx::relay
