// Against the server whose URI is in CLOUDX_POSTGRESQL_URI: see tests/e2e/postgresql.py.
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "contract.hpp"
#include "store/postgresql_connection.hpp"
#include "store/postgresql_listener.hpp"

namespace cloudx::store {
namespace {

using postgresql::Connection;
using postgresql::Listener;
using postgresql::Rows;
using postgresql::Server;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string server_uri() {
  const char* const uri = std::getenv("CLOUDX_POSTGRESQL_URI");
  if (uri == nullptr) throw std::runtime_error("CLOUDX_POSTGRESQL_URI is not set");
  return uri;
}

Connection connect(const std::string& uri) {
  return Connection::open(Server::parse(uri).value()).value();
}

// A schema of its own in the one database.
class PostgresqlPlace final : public Place {
 public:
  PostgresqlPlace() {
    static std::atomic<int> places = 0;
    const std::string schema = fmt::format("place_{}", ++places);
    uri_ = fmt::format("{}&options=-csearch_path%3D{}", server_uri(), schema);
    run("CREATE SCHEMA " + schema);
  }

  std::shared_ptr<Store> node() override {
    Result<std::unique_ptr<Store>> store = postgresql_store(uri_);
    if (!store) throw std::runtime_error(store.error().message);
    return std::move(*store);
  }

  void listen(Store& store, Ear& ear) override {
    ear.listen(store);
    ear.wait_for("");
  }

  [[nodiscard]] const std::string& uri() const { return uri_; }

  void run(const char* sql) {
    const Result<void> done = operator_.script(sql);
    EXPECT_TRUE(done) << done.error().message;
  }
  void run(const std::string& sql) { run(sql.c_str()); }

  // Returns when the other backends have ended.
  void terminate_connections() {
    run("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  }

 private:
  std::string uri_;
  Connection operator_ = connect(server_uri() + "&application_name=operator");
};

INSTANTIATE_TEST_SUITE_P(Postgresql, StoreContract,
                         ::testing::Values(Twin{"postgresql", std::make_unique<PostgresqlPlace>}));

class PostgresqlStore : public ::testing::Test {
 protected:
  // Before each write of a state: `body` in PL/pgSQL, which may use nextval('writes').
  void before_each_write(const std::string& body, const std::string& trigger) {
    const std::string path =
        "SET search_path TO " + place_.uri().substr(place_.uri().rfind("%3D") + 3) + ";";
    place_.run(path +
               "CREATE SEQUENCE writes; CREATE FUNCTION hinder() RETURNS trigger "
               "LANGUAGE plpgsql AS $$ BEGIN " +
               body + " RETURN NEW; END $$;" + trigger);
  }

  PostgresqlPlace place_;
  std::shared_ptr<Store> store_ = place_.node();
};

constexpr const char* kAtUpdate =
    "CREATE TRIGGER hindered BEFORE UPDATE ON relay_state FOR EACH ROW EXECUTE FUNCTION hinder()";
constexpr const char* kAtCommit =
    "CREATE CONSTRAINT TRIGGER hindered AFTER UPDATE ON relay_state "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hinder()";

TEST_F(PostgresqlStore, ChangeIsHeardOnAllNodes) {
  Ear here;
  Ear there;
  const std::shared_ptr<Store> other = place_.node();
  place_.listen(*store_, here);
  place_.listen(*other, there);
  ASSERT_TRUE(store_->change("a", count_up));
  ASSERT_TRUE(other->change("b", count_up));
  EXPECT_THAT(here.wait_for("b"), ElementsAre("a", "b"));
  EXPECT_THAT(there.wait_for("b"), ElementsAre("a", "b"));
}

TEST_F(PostgresqlStore, ServerThatBecomesReadOnlyIsNoticed) {
  ASSERT_TRUE(store_->check());
  place_.run("ALTER SYSTEM SET default_transaction_read_only = on");
  place_.run("SELECT pg_reload_conf()");
  // Each process of the server reads it when it next has something to do.
  auto refused = store_->check();
  for (int i = 0; i < 1000 && refused; ++i) refused = store_->check();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("read-only"));
  EXPECT_FALSE(store_->change("home", count_up));
  EXPECT_FALSE(store_->remember_nonce("n", at(1)));
  place_.run("ALTER SYSTEM RESET default_transaction_read_only");
  place_.run("SELECT pg_reload_conf()");
  while (!store_->check()) {
  }
  EXPECT_TRUE(store_->change("home", count_up));
}

TEST_F(PostgresqlStore, NotificationsThatDoNotComeThroughAreToldAndChangesLookedFor) {
  std::mutex mutex;
  std::condition_variable more;
  int changed = 0;
  int troubled = 0;
  const auto count = [&](int& what) {
    const std::scoped_lock lock(mutex);
    ++what;
    more.notify_all();
  };
  // Poolers in transaction mode: LISTEN and NOTIFY succeed and nothing arrives, or LISTEN is
  // refused (here for its wrong syntax).
  for (const char* channel : {"deaf", "a b"}) {
    changed = 0;
    troubled = 0;
    Listener listener(Server::parse(place_.uri()).value(), channel,
                      {.changed = [&](std::string_view) { count(changed); },
                       .troubled = [&](std::string_view) { count(troubled); }},
                      [](const std::string&) { return Result<void>{}; });
    listener.start();
    std::unique_lock lock(mutex);
    more.wait(lock, [&] { return troubled == 1 && changed >= 3; });
    EXPECT_EQ(troubled, 1);
  }
}

TEST_F(PostgresqlStore, ProbeOfTheListenerIsToldToNobody) {
  Ear ear;
  place_.listen(*store_, ear);
  const std::shared_ptr<Store> other = place_.node();
  Ear there;
  place_.listen(*other, there);
  ASSERT_TRUE(store_->change("home", count_up));
  EXPECT_THAT(ear.wait_for("home"), ElementsAre("home"));
}

TEST_F(PostgresqlStore, LostConnectionsAreMadeAgainAndTold) {
  Ear ear;
  const std::shared_ptr<Store> store = place_.node();
  place_.listen(*store, ear);
  ASSERT_TRUE(store->change("home", count_up));
  ear.wait_for("home");
  place_.terminate_connections();
  EXPECT_EQ(store->change("home", count_up).value().attempt, 2U);
  ear.wait_for("");
  ASSERT_TRUE(store->change("elsewhere", count_up));
  ear.wait_for("elsewhere");
}

TEST_F(PostgresqlStore, EveryCallSurvivesThatItsConnectionWasLost) {
  const std::vector<std::function<bool()>> calls = {
      [&] { return store_->find("home").has_value(); },
      [&] { return store_->live().has_value(); },
      [&] { return store_->all().has_value(); },
      [&] { return store_->change("home", count_up).has_value(); },
      [&] { return store_->remember_nonce("nonce", at(1)).value_or(false); },
      [&] {
        return store_->saw(std::vector{Presence{.id = "a", .role = {}, .seen = {}, .peer = {}}})
            .has_value();
      },
      [&] { return store_->presences().has_value(); },
      [&] { return store_->record({}).has_value(); },
      [&] { return store_->events(1).has_value(); },
      [&] { return store_->forget(at(1), at(1)).has_value(); }};
  for (std::size_t i = 0; i < calls.size(); ++i) {
    place_.terminate_connections();
    EXPECT_TRUE(calls[i]()) << "call " << i;
  }
}

TEST_F(PostgresqlStore, ChangeWhoseConnectionBreaksInTheMiddleIsMadeOnce) {
  int calls = 0;
  const auto after = store_->change("home", [&](RelayState& state) {
    if (++calls == 1) place_.terminate_connections();
    return count_up(state);
  });
  EXPECT_EQ(after.value().attempt, 1U);
  EXPECT_EQ(calls, 2);
}

TEST_F(PostgresqlStore, ConnectionThatBreaksEachTimeIsAnError) {
  int calls = 0;
  const auto after = store_->change("home", [&](RelayState& state) {
    ++calls;
    place_.terminate_connections();
    return count_up(state);
  });
  EXPECT_EQ(after.error().kind, Errc::io);
  EXPECT_EQ(calls, 2);
}

TEST_F(PostgresqlStore, ChangeWhoseCommitGotNoAnswerIsNotMadeAgain) {
  before_each_write("PERFORM pg_terminate_backend(pg_backend_pid());", kAtCommit);
  int calls = 0;
  const auto after = store_->change("home", [&](RelayState& state) {
    ++calls;
    return count_up(state);
  });
  EXPECT_EQ(after.error().kind, Errc::io);
  EXPECT_EQ(calls, 1);
}

TEST_F(PostgresqlStore, TransactionThatOthersAreInTheWayOfIsRepeated) {
  for (const char* state : {"40001", "40P01"}) {
    before_each_write(fmt::format("IF nextval('writes') < 4 THEN RAISE EXCEPTION USING ERRCODE = "
                                  "'{}'; END IF;",
                                  state),
                      kAtUpdate);
    int calls = 0;
    const auto after = store_->change(state, [&](RelayState& changed) {
      ++calls;
      return count_up(changed);
    });
    EXPECT_EQ(after.value().attempt, 1U);
    EXPECT_EQ(calls, 4);
    place_.run("DROP FUNCTION hinder CASCADE; DROP SEQUENCE writes");
  }
}

TEST_F(PostgresqlStore, RefusalOfTheDatabaseIsToldInItsWords) {
  before_each_write("RAISE EXCEPTION 'no space left';", kAtUpdate);
  EXPECT_EQ(store_->change("home", count_up).error().message, "PostgreSQL: no space left");
}

TEST_F(PostgresqlStore, AcknowledgedChangesSurviveConnectionsThatBreakAtAnyTime) {
  constexpr int kThreads = 4;
  std::atomic<std::uint32_t> acknowledged = 0;
  std::atomic<std::uint32_t> in_doubt = 0;
  std::atomic<int> working = kThreads;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        ++(store_->change("home", count_up) ? acknowledged : in_doubt);
      }
      --working;
    });
  }
  while (working > 0) place_.terminate_connections();
  for (std::thread& thread : threads) thread.join();
  const std::uint32_t counted = store_->find("home").value().attempt;
  EXPECT_GE(counted, acknowledged);
  EXPECT_LE(counted, acknowledged + in_doubt);
}

TEST_F(PostgresqlStore, TextThatTheDatabaseCannotKeepIsRefusedWhole) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"a\0b"sv, "\xff"sv}) {
    const auto after = store_->change("home", [&](RelayState& state) {
      state.step = text;
      return true;
    });
    EXPECT_EQ(after.error().kind, Errc::io);
    EXPECT_EQ(store_->remember_nonce(text, at(1)).error().kind, Errc::io);
  }
  EXPECT_TRUE(store_->all().value().empty());
}

TEST(PostgresqlSchema, NodesThatStartTogetherMakeItOnce) {
  PostgresqlPlace place;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&place] {
      const auto store = postgresql_store(place.uri());
      EXPECT_TRUE(store) << store.error().message;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(place.node()->all());
}

TEST(PostgresqlSchema, OfAnOlderVersionIsRenewed) {
  PostgresqlPlace place;
  ASSERT_TRUE(place.node()->change("home", count_up));
  const std::string schema = place.uri().substr(place.uri().rfind("%3D") + 3);
  place.run("ALTER TABLE " + schema + ".relay_state DROP COLUMN launcher");
  place.run("UPDATE " + schema + ".relay_schema SET version = 1");
  for (int i = 0; i < 2; ++i) {
    const auto store = postgresql_store(place.uri());
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ((*store)->find("home")->attempt, 1U);
  }
}

TEST(PostgresqlSchema, OfANewerVersionIsRefused) {
  PostgresqlPlace place;
  (void)place.node();
  const std::string schema = place.uri().substr(place.uri().rfind("%3D") + 3);
  place.run("UPDATE " + schema + ".relay_schema SET version = 99");
  const auto store = postgresql_store(place.uri());
  EXPECT_EQ(store.error().kind, Errc::configuration);
  EXPECT_THAT(store.error().message, HasSubstr("version 99"));
}

TEST(PostgresqlSchema, OfAUserWhoMayNotMakeItIsAnErrorInTheDatabasesWords) {
  PostgresqlPlace place;
  place.run("CREATE ROLE guest LOGIN PASSWORD 'hunter'");
  std::string uri = place.uri();
  uri.replace(uri.find("//"), uri.find('@') - uri.find("//"), "//guest:hunter");
  const auto store = postgresql_store(uri);
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("PostgreSQL: "));
  EXPECT_THAT(store.error().message, Not(HasSubstr("hunter")));
}

TEST(PostgresqlPassword, ThatIsWrongIsNotTold) {
  std::string uri = server_uri();
  uri.replace(uri.rfind(':', uri.find('@')), uri.find('@') - uri.rfind(':', uri.find('@')),
              ":hunter");
  const auto store = postgresql_store(uri);
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("password authentication failed"));
  EXPECT_THAT(store.error().message, Not(HasSubstr("hunter")));
}

}  // namespace
}  // namespace cloudx::store
