#include "store/store_name.hpp"

#include <gtest/gtest.h>

#include "store/store.hpp"

namespace cloudx::store {
namespace {

struct Case {
  const char* text;
  StoreKind kind;
  const char* where;
};

TEST(StoreNameTest, KindsAreKnownByTheirLook) {
  for (const auto& [text, kind, where] : {
           Case{"relay.db", StoreKind::sqlite, "relay.db"},
           Case{"/var/lib/relay.db", StoreKind::sqlite, "/var/lib/relay.db"},
           Case{"./a:b.db", StoreKind::sqlite, "./a:b.db"},
           Case{"sqlite:relay.db", StoreKind::sqlite, "relay.db"},
           Case{"SQLite:/var/lib/relay.db", StoreKind::sqlite, "/var/lib/relay.db"},
           Case{"sqlite:///var/lib/relay.db", StoreKind::sqlite, "/var/lib/relay.db"},
           Case{":memory:", StoreKind::memory, ":memory:"},
           Case{"sqlite::memory:", StoreKind::memory, ":memory:"},
           Case{"postgresql://u@h/d", StoreKind::postgresql, "postgresql://u@h/d"},
           Case{"postgres:///d", StoreKind::postgresql, "postgres:///d"},
           Case{"PostgreSQL://h", StoreKind::postgresql, "postgresql://h"},
       }) {
    const auto name = parse_store_name(text);
    ASSERT_TRUE(name) << text;
    EXPECT_EQ(name->kind, kind) << text;
    EXPECT_EQ(name->where, where) << text;
  }
}

TEST(StoreNameTest, UnknownSchemeIsNamedWithoutWhatIsBehindIt) {
  for (const char* text :
       {"mysql://root:secret@db/relay", "redis:secret", "file:secret.db", "postgres:secret",
        "postgresql+psycopg2://u:secret@h/d", "sqlite3:secret"}) {
    const auto name = parse_store_name(text);
    ASSERT_FALSE(name) << text;
    EXPECT_EQ(name.error().kind, Errc::configuration);
    const std::string scheme(text, std::string_view(text).find(':') + 1);
    EXPECT_TRUE(name.error().message.contains("\"" + scheme + "\"")) << name.error().message;
    EXPECT_FALSE(name.error().message.contains("secret")) << name.error().message;
    EXPECT_FALSE(open_store(text));
  }
}

TEST(StoreNameTest, NoFileOrAHostIsAnError) {
  EXPECT_FALSE(parse_store_name("sqlite:"));
  EXPECT_FALSE(parse_store_name("sqlite://"));
  EXPECT_FALSE(parse_store_name("sqlite://host/relay.db"));
}

}  // namespace
}  // namespace cloudx::store
