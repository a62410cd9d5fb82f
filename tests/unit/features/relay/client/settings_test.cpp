#include "features/relay/client/settings.hpp"

#include <array>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::relay {
namespace {

constexpr std::array kConnect = {Role::connect};
constexpr std::array kEither = {Role::connect, Role::forward};

ClientRequest request() {
  ClientRequest request;
  request.api_url = "https://relay.example.com";
  return request;
}

RoleKey key(std::string id, Role role, const std::string& text) {
  return {std::move(id), role, Secret(text)};
}

ClientKeys version_2() {
  return {{key("my-mac", Role::forward, "f"), key("my-mac", Role::connect, "c")}, {}};
}
ClientKeys version_1() {
  return {{}, Secret("shared")};
}

TEST(RelaySettings, KeyFileTellsTheProtocolTheEndpointAndTheRole) {
  const auto settings = choose_settings(request(), kConnect, version_2(), "/home/u");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->protocol, Protocol::v2);
  EXPECT_EQ(settings->id, "my-mac");
  EXPECT_EQ(settings->key, Secret("c"));
  EXPECT_EQ(settings->identity, "/home/u/.ssh/proxy");
}

TEST(RelaySettings, EitherRoleTakesTheKeyThatIsThere) {
  const ClientKeys keys{{key("my-mac", Role::forward, "f")}, {}};
  EXPECT_EQ(choose_settings(request(), kEither, keys, "")->role, Role::forward);
  const auto wrong = choose_settings(request(), kConnect, keys, "");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "the key file has no key to connect any endpoint");
}

TEST(RelaySettings, SharedKeyIsVersionOneAndItsIdIsCleaned) {
  ClientRequest given = request();
  given.id = "my_mac.local";
  const auto settings = choose_settings(given, kConnect, version_1(), "");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->protocol, Protocol::v1);
  EXPECT_EQ(settings->id, "mymaclocal");
}

TEST(RelaySettings, SeveralEndpointsNeedAName) {
  ClientKeys keys = version_2();
  keys.roles.push_back(key("other", Role::connect, "o"));
  EXPECT_FALSE(choose_settings(request(), kConnect, keys, ""));
  ClientRequest named = request();
  named.id = "other";
  EXPECT_EQ(choose_settings(named, kConnect, keys, "")->key, Secret("o"));
}

TEST(RelaySettings, ProtocolThatTheKeyIsNotForIsRefused) {
  ClientRequest given = request();
  given.protocol = "v1";
  EXPECT_EQ(choose_settings(given, kConnect, version_2(), "").error().kind, Errc::configuration);
  given.protocol = "v2";
  EXPECT_EQ(choose_settings(given, kConnect, version_1(), "").error().kind, Errc::configuration);
}

TEST(RelaySettings, PlainHttpIsForThisMachineAlone) {
  for (const char* good : {"http://127.0.0.1:8080", "http://localhost/", "http://[::1]:1"}) {
    ClientRequest given = request();
    given.api_url = good;
    EXPECT_TRUE(choose_settings(given, kConnect, version_2(), "")) << good;
  }
  for (const char* bad :
       {"http://relay.example.com", "http://127.example.com", "wss://x", "x", ""}) {
    ClientRequest given = request();
    given.api_url = bad;
    const auto refused = choose_settings(given, kConnect, version_2(), "");
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, Errc::usage) << bad;
  }
}

TEST(RelaySettings, IdThatIsNoneIsRefused) {
  ClientRequest given = request();
  given.id = "my_mac";
  EXPECT_EQ(choose_settings(given, kConnect, version_2(), "").error().kind, Errc::usage);
  EXPECT_EQ(choose_settings(request(), kConnect, version_1(), "").error().kind, Errc::usage);
}

TEST(RelaySettings, MistakeInTheKeyFileNamesItAndNotTheKey) {
  const test::TemporaryFolder folder;
  ClientRequest given = request();
  given.api_key_file =
      folder.write("key", "cloudx-relay-key-v2 my-mac connect c2VjcmV0\n").string();
  const home::ProcessContext nowhere{
      .program = "",
      .home = "",
      .environment = aws::Environment([](auto) { return std::nullopt; }),
      .executable = {}};
  const auto refused = read_settings(given, kConnect, nowhere);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.contains("/key: line 1: ")) << refused.error().message;
  EXPECT_FALSE(refused.error().message.contains("c2VjcmV0"));
}

TEST(RelaySettings, KeyFileThatOthersCanReadIsWarnedOf) {
  const test::TemporaryFolder folder;
  const std::filesystem::path file = folder.write("key", "shared\n");
  ClientRequest given = request();
  given.api_key_file = file.string();
  std::string credentials;
  const home::ProcessContext context{
      .program = "",
      .home = "",
      .environment = aws::Environment([&](std::string_view name) -> std::optional<std::string> {
        if (name == "CREDENTIALS_DIRECTORY") return credentials;
        return std::nullopt;
      }),
      .executable = {}};
  using std::filesystem::perms;
  for (const perms mode : {perms(0644), perms(0640), perms(0604), perms(0660)}) {
    std::filesystem::permissions(file, mode);
    EXPECT_TRUE(key_file_warning(given, context).contains("chmod 600 " + file.string()));
  }
  for (const perms mode : {perms(0600), perms(0400)}) {
    std::filesystem::permissions(file, mode);
    EXPECT_EQ(key_file_warning(given, context), "");
  }
  // systemd gives its credentials to the unit's user with an access control list.
  std::filesystem::permissions(file, perms(0440));
  EXPECT_NE(key_file_warning(given, context), "");
  credentials = file.parent_path();
  EXPECT_EQ(key_file_warning(given, context), "");
}

}  // namespace
}  // namespace cloudx::relay
