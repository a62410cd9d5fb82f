#include "features/doctor/endpoint_checks.hpp"

#include <gtest/gtest.h>

namespace cloudx::doctor {
namespace {

Finding finding(Errc kind, std::string message, std::string proxy = "") {
  return check_endpoint({"ssm", "ssm.eu-west-1.amazonaws.com", std::move(proxy),
                         fail(kind, std::move(message)).error()},
                        "eu-west-1");
}

TEST(Endpoint, ReachedIsOkAndNamesTheProxy) {
  EXPECT_EQ(check_endpoint({"ssm", "host", "", {}}, "r").text, "host");
  const Finding through = check_endpoint({"ssm", "host", "proxy:3128", {}}, "r");
  EXPECT_EQ(through.status, Status::ok);
  EXPECT_EQ(through.text, "host through the proxy proxy:3128");
}

TEST(Endpoint, StageIsNamed) {
  const struct {
    Errc kind;
    const char* message;
    const char* stage;
  } kCases[] = {
      {Errc::resolve, "looking up x: Host not found", ": DNS failed"},
      {Errc::timeout, "looking up x timed out", ": DNS failed"},
      {Errc::connect, "connecting to x:443: Connection refused", ": TCP failed"},
      {Errc::timeout, "connecting to x:443 timed out", ": TCP failed"},
      {Errc::tls, "TLS with x: the certificate is not trusted", ": TLS failed"},
      {Errc::connect, "TLS with x: Connection reset by peer", ": TLS failed"},
      {Errc::timeout, "TLS with x timed out", ": TLS failed"},
      {Errc::proxy, "the proxy p:1 refused to connect to x:443: 403", ": the proxy failed"},
      {Errc::connect, "the proxy p:1: reading: Connection reset", ": the proxy failed"},
      {Errc::connect, "the proxy of HTTPS_PROXY: connecting to p:1: refused", ": TCP failed"},
      {Errc::resolve, "the proxy of HTTPS_PROXY: looking up p: no address", ": DNS failed"},
      {Errc::configuration, "endpoint URL of ssm: no URL", ": configuration failed"},
  };
  for (const auto& [kind, message, stage] : kCases) {
    const Finding found = finding(kind, message);
    EXPECT_EQ(found.status, Status::fail);
    EXPECT_TRUE(found.text.contains(stage)) << message << " -> " << found.text;
    EXPECT_TRUE(found.text.contains(message));
    EXPECT_FALSE(found.remedy.empty());
  }
}

TEST(Endpoint, RemedyNamesTheSettingOfAHostOfItsOwn) {
  const Finding found = check_endpoint({"ec2-instance-connect", "vpce.example:8443", "",
                                        fail(Errc::resolve, "looking up vpce.example: no").error()},
                                       "eu-west-1");
  EXPECT_TRUE(found.remedy.contains("AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT")) << found.remedy;
  EXPECT_TRUE(finding(Errc::proxy, "the proxy p:1 refused to connect to x:1: 407 No", "p:1")
                  .remedy.contains("http://USER:PASSWORD@p:1"));
  EXPECT_TRUE(finding(Errc::proxy, "the proxy p:1 refused to connect to x:40711: 403 No", "p:1")
                  .remedy.contains("NO_PROXY"));
}

TEST(Endpoint, RemedySpeaksOfTheProxyWhereThereIsOne) {
  EXPECT_TRUE(finding(Errc::connect, "connecting to x: no").remedy.contains("set HTTPS_PROXY"));
  EXPECT_TRUE(finding(Errc::connect, "connecting to p: no", "p:1").remedy.contains("port in"));
  EXPECT_TRUE(finding(Errc::resolve, "looking up x: no").remedy.contains("eu-west-1 is a region"));
  EXPECT_TRUE(finding(Errc::tls, "TLS with x: no").remedy.contains("AWS_CA_BUNDLE"));
}

}  // namespace
}  // namespace cloudx::doctor
