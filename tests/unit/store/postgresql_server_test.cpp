#include "store/postgresql_server.hpp"

#include <gmock/gmock.h>

#include "store/store.hpp"

namespace cloudx::store {
namespace {

using postgresql::Libpq;
using postgresql::Server;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Libpq, ThatIsNotInstalledIsNamedWithItsPackage) {
  const auto libpq = Libpq::load("libpq-that-is-missing.so.5");
  ASSERT_FALSE(libpq);
  EXPECT_EQ(libpq.error().kind, Errc::unsupported);
  EXPECT_THAT(libpq.error().message, HasSubstr("package libpq5"));
}

TEST(Libpq, LibraryOfSomethingElseIsRefused) {
  EXPECT_EQ(Libpq::load("libm.so.6").error().kind, Errc::unsupported);
}

class PostgresqlUri : public ::testing::TestWithParam<const char*> {};

// In each libpq would tell "hunter" as a part of a host, a port or an option.
TEST_P(PostgresqlUri, ThatCannotBeReadIsRefusedWithoutTellingIt) {
  const auto store = open_store(GetParam());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Errc::configuration);
  EXPECT_THAT(store.error().message, Not(HasSubstr("hunter")));
}

INSTANTIATE_TEST_SUITE_P(Refused, PostgresqlUri,
                         ::testing::Values("postgresql://relay:p@hunter@127.0.0.1/db",
                                           "postgresql://relay:p/hunter@127.0.0.1/db",
                                           "postgres://relay:hunter",
                                           "postgresql://relay:hunter%zz@127.0.0.1/db",
                                           "postgresql://relay@127.0.0.1/db?pasword=hunter",
                                           "postgresql://relay:x@127.0.0.1:hunter/db"));

TEST(PostgresqlServer, WordsOfOthersAreOneLineWithoutThePassword) {
  const auto server = Server::parse("postgresql://relay:hunter%202@127.0.0.1/db").value();
  EXPECT_EQ(server->words("no \"hunter 2\",\n\tnot hunter 2\n"), "no \"***\", not ***");
}

TEST(PostgresqlServer, PasswordOfTheQueryIsHiddenToo) {
  const auto server =
      Server::parse("postgresql://127.0.0.1/db?password=hunter&sslpassword=prey").value();
  EXPECT_EQ(server->words("hunter and prey"), "*** and ***");
}

TEST(PostgresqlStore, ServerThatIsNotThereIsAnErrorThatNamesIt) {
  const auto store = postgresql_store("postgresql://relay:hunter@127.0.0.1:1/db");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Errc::io);
  EXPECT_THAT(store.error().message, HasSubstr("127.0.0.1"));
  EXPECT_THAT(store.error().message, Not(HasSubstr("hunter")));
}

}  // namespace
}  // namespace cloudx::store
