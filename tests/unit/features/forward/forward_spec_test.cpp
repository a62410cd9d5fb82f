#include "features/forward/forward_spec.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::forward {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Bind address(std::string_view text) {
  return IpAddress::parse(text).value();
}

ForwardSpec spec(LocalEndpoint local, std::optional<std::string> host, std::uint16_t port) {
  return {.local = std::move(local), .remote_host = std::move(host), .remote_port = port};
}

std::string forward_error(std::string_view text) {
  const auto parsed = parse_forward(text);
  EXPECT_FALSE(parsed) << text;
  if (parsed) return {};
  EXPECT_EQ(parsed.error().kind, Errc::usage) << text;
  return parsed.error().message;
}

std::string dynamic_error(std::string_view text) {
  const auto parsed = parse_dynamic(text);
  EXPECT_FALSE(parsed) << text;
  return parsed ? std::string() : parsed.error().message;
}

TEST(ForwardSpec, TwoPartsAreAPortHereAndOneOfTheInstance) {
  EXPECT_EQ(parse_forward("8080:80"), spec(LocalPort{Loopback{}, 8080}, {}, 80));
  EXPECT_EQ(parse_forward("0:65535"), spec(LocalPort{Loopback{}, 0}, {}, 65535));
}

TEST(ForwardSpec, FirstOfThreePartsIsAPortOrAnAddress) {
  EXPECT_EQ(parse_forward("8080:db.internal:80"),
            spec(LocalPort{Loopback{}, 8080}, "db.internal", 80));
  EXPECT_EQ(parse_forward("8080:10.0.0.5:80"), spec(LocalPort{Loopback{}, 8080}, "10.0.0.5", 80));
  EXPECT_EQ(parse_forward("8080:[fd00::5]:80"), spec(LocalPort{Loopback{}, 8080}, "fd00::5", 80));
  EXPECT_EQ(parse_forward("127.0.0.2:8080:80"),
            spec(LocalPort{address("127.0.0.2"), 8080}, {}, 80));
  EXPECT_EQ(parse_forward("[::1]:8080:80"), spec(LocalPort{address("::1"), 8080}, {}, 80));
  EXPECT_EQ(parse_forward("*:8080:80"), spec(LocalPort{EveryAddress{}, 8080}, {}, 80));
  EXPECT_EQ(parse_forward("localhost:8080:80"), spec(LocalPort{Loopback{}, 8080}, {}, 80));
}

TEST(ForwardSpec, FourPartsAreBothEnds) {
  EXPECT_EQ(parse_forward("[fd00::1]:8080:[fd00::5]:80"),
            spec(LocalPort{address("fd00::1"), 8080}, "fd00::5", 80));
  EXPECT_EQ(parse_forward("*:0:localhost:80"), spec(LocalPort{EveryAddress{}, 0}, "localhost", 80));
}

TEST(ForwardSpec, PathIsALocalSocket) {
  EXPECT_EQ(parse_forward("/run/db.sock:5432"), spec(LocalSocket{"/run/db.sock"}, {}, 5432));
  EXPECT_EQ(parse_forward("./a b:db.internal:5432"),
            spec(LocalSocket{"./a b"}, "db.internal", 5432));
  EXPECT_EQ(parse_forward("~/db:[fd00::5]:5432"), spec(LocalSocket{"~/db"}, "fd00::5", 5432));
}

TEST(ForwardSpec, FaultIsNamed) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "there is no colon"},
      {"8080", "expected [BIND:]LPORT:[HOST:]RPORT"},
      {"/run/x", "expected PATH:[HOST:]RPORT"},
      {"8080:", "a port is missing: expected 1 to 65535"},
      {":80", "a port is missing: expected 0 (any free port)"},
      {"8080:0", "\"0\" is not a port: expected 1 to 65535"},
      {"65536:80", "\"65536\" is not a port"},
      {"99999999999:80", "\"99999999999\" is not a port"},
      {"8080:http", "\"http\" is not a port"},
      {"http:80", "\"http\" is not a port"},
      {"+80:80", "\"+80\" is not a port"},
      {"-1:80", "\"-1\" is not a port"},
      {"8080:[::1]", "\"::1\" is not a port"},
      {"http:8080:80", "\"http\" is not an address to listen on"},
      {"eth0:8080:db.internal:80", "\"eth0\" is not an address to listen on"},
      {":8080:80", "* stands for every address"},
      {":8080:db.internal:80", "* stands for every address"},
      {"8080::80", "the host between two colons is missing"},
      {"8080:db:80", "3 or more"},
      {"8080:8080:80", "\"8080\" is not a host"},
      {"8080:*:80", "\"*\" is not a host"},
      {"8080:db.internal;ls:80", "is not a host"},
      {"8080:-db.internal:80", "is not a host"},
      {"8080:" + std::string(254, 'a') + ":80", "is not a host"},
      {"8080:[::]:80", "\"::\" is not a host"},
      {"fd00::1:8080:db.internal:80", "an IPv6 address stands in brackets"},
      {"[fd00::1:8080:80", "a bracket is not closed"},
      {"[fd00::1]8080:80", "a colon is missing behind a bracket"},
      {"[10.0.0.1]:8080:80", "\"10.0.0.1\" in brackets is not an IPv6 address"},
      {"[]:8080:80", "\"\" in brackets is not an IPv6 address"},
      {"/run/a:b:db.internal:80", "the path without a colon"},
      {"/run/:80", "is a folder"},
      {"~/db:0", "\"0\" is not a port"},
  };
  for (const auto& [text, fault] : cases) {
    EXPECT_THAT(forward_error(text), HasSubstr(fault)) << text;
    EXPECT_THAT(forward_error(text), StartsWith("-L ")) << text;
  }
}

TEST(ForwardSpec, WrongValueIsShownShortAndWithoutControlCharacters) {
  const std::string message = forward_error("\x1b[31m" + std::string(500, 'x'));
  EXPECT_LT(message.size(), 250U);
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
}

TEST(ForwardSpec, TextIsTheShortestThatIsParsedAsTheSame) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"8080:80", "8080:80"},
      {"localhost:08080:80", "8080:80"},
      {"*:0:localhost:80", "*:0:localhost:80"},
      {"[FD00::0:1]:1:[fd00::5]:2", "[fd00::1]:1:[fd00::5]:2"},
      {"127.0.0.1:1:2", "127.0.0.1:1:2"},
      {"~/db:db.internal:5432", "~/db:db.internal:5432"},
  };
  for (const auto& [text, shortest] : cases) {
    const auto parsed = parse_forward(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_text(*parsed), shortest);
    EXPECT_EQ(parse_forward(shortest), *parsed);
  }
}

TEST(DynamicSpec, PortAndAddressAreRead) {
  EXPECT_EQ(parse_dynamic("1080"), (DynamicSpec{LocalPort{Loopback{}, 1080}}));
  EXPECT_EQ(parse_dynamic("0"), (DynamicSpec{LocalPort{Loopback{}, 0}}));
  EXPECT_EQ(parse_dynamic("*:1080"), (DynamicSpec{LocalPort{EveryAddress{}, 1080}}));
  EXPECT_EQ(to_text(*parse_dynamic("[::1]:1080")), "[::1]:1080");
}

TEST(DynamicSpec, FaultIsNamed) {
  EXPECT_THAT(dynamic_error(""), HasSubstr("-D : a port is missing"));
  EXPECT_THAT(dynamic_error("socks"), HasSubstr("\"socks\" is not a port"));
  EXPECT_THAT(dynamic_error("::1:1080"), HasSubstr("an IPv6 address stands in brackets"));
  EXPECT_THAT(dynamic_error("1080:db.internal:80"), HasSubstr("too many parts"));
  EXPECT_THAT(dynamic_error("/run/socks"), HasSubstr("is not a port"));
}

TEST(RemoteHost, LoopbackInAnyFormIsTheInstance) {
  EXPECT_TRUE(is_the_instance(std::nullopt));
  for (const char* host : {"localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1",
                           "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_the_instance(host)) << host;
  }
  for (const char* host : {"localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "::2",
                           "0.0.0.0", "128.0.0.1"}) {
    EXPECT_FALSE(is_the_instance(host)) << host;
  }
}

TEST(RemoteHost, NamesAndAddressesThatTheDocumentTakesAreHosts) {
  for (const char* host : {"abc", "db_1.internal", "example.com.", "10.0.0.5", "fd00::5", "::1"}) {
    EXPECT_TRUE(can_be_remote_host(host)) << host;
  }
  for (const char* host : {"", "db", "::", "a b", "a$b", "a{{b}}", ".example", "_srv", "123",
                           "caf\xc3\xa9", "fe80::1%eth0", "a/b"}) {
    EXPECT_FALSE(can_be_remote_host(host)) << host;
  }
}

}  // namespace
}  // namespace cloudx::forward
