#include <cerrno>
#include <csignal>
#include <fstream>
#include <random>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "contract.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SqlitePlace final : public Place {
 public:
  std::shared_ptr<Store> node() override { return store_; }

 private:
  test::TemporaryFolder folder_;
  std::shared_ptr<Store> store_ = sqlite_store(folder_.path() / "relay.db").value();
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         ::testing::Values(Twin{"sqlite", std::make_unique<SqlitePlace>}));

class SqliteStore : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return folder_.path() / "relay.db"; }

  // As an operator's sqlite3 does it; gives the first column of the last row.
  std::string run(const std::string& sql) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    std::string last;
    const auto keep = [](void* text, int, char** values, char**) {
      *static_cast<std::string*>(text) = *values;
      return 0;
    };
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), keep, &last, &error), SQLITE_OK) << error;
    sqlite3_close(database);
    return last;
  }

  test::TemporaryFolder folder_;
};

int exit_status_of_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST_F(SqliteStore, KnowsEverythingAgainWhenItIsOpenedAgain) {
  {
    const auto store = sqlite_store(path()).value();
    ASSERT_TRUE(store->change("home", count_up));
    ASSERT_TRUE(store->remember_nonce("nonce", at(5)));
    ASSERT_TRUE(
        store->record({.number = 0, .at = at(6), .id = {}, .who = {}, .peer = {}, .what = "w"}));
  }
  const auto store = sqlite_store(path()).value();
  EXPECT_EQ(store->find("home").value().attempt, 1U);
  EXPECT_FALSE(store->remember_nonce("nonce", at(5)).value());
  EXPECT_EQ(store->events(9).value().size(), 1U);
}

TEST_F(SqliteStore, SecondProcessIsRefused) {
  const auto store = sqlite_store(path()).value();
  const auto refused = [this] {
    const auto second = sqlite_store(path());
    return !second && second.error().kind == Errc::configuration &&
           second.error().message.find("another relay service uses " + path()) == 0;
  };
  EXPECT_EQ(exit_status_of_child([&] { return refused() ? 0 : 1; }), 0);
  EXPECT_TRUE(refused()) << "a second store of the same process";
}

TEST_F(SqliteStore, SecondProcessIsRefusedUnderAnotherName) {
  const auto store = sqlite_store(path()).value();
  fs::create_symlink(path(), folder_.path() / "other.db");
  EXPECT_EQ(sqlite_store(folder_.path() / "other.db").error().kind, Errc::configuration);
}

TEST_F(SqliteStore, OperatorReadsAndWritesMeanwhile) {
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->change("home", count_up));
  EXPECT_EQ(run("SELECT attempt FROM relay_state WHERE id = 'home'"), "1");
  run("UPDATE relay_state SET step = 'by hand'");
  EXPECT_EQ(store->change("home", count_up).value().step, "by hand");
}

TEST_F(SqliteStore, OperatorCannotWriteInTheMiddleOfAChange) {
  const auto store = sqlite_store(path()).value();
  int locked = SQLITE_OK;
  ASSERT_TRUE(store->change("home", [&](RelayState& state) {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    locked = sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return count_up(state);
  }));
  EXPECT_EQ(locked, SQLITE_BUSY);
}

TEST_F(SqliteStore, FileThatWasRemovedIsNoticed) {
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->change("home", count_up));
  ASSERT_TRUE(store->check());
  fs::rename(path(), path() + ".away");
  const auto checked = store->check();
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("removed or replaced"));
  EXPECT_FALSE(store->find("home"));
  EXPECT_FALSE(store->change("home", count_up));
  EXPECT_FALSE(store->remember_nonce("n", at(1)));
  EXPECT_FALSE(store->saw({}));
  EXPECT_FALSE(store->record({}));
  EXPECT_FALSE(store->forget(at(1), at(1)));
  fs::rename(path() + ".away", path());
  EXPECT_EQ(store->change("home", count_up).value().attempt, 2U);
}

TEST_F(SqliteStore, FileThatWasReplacedIsNoticed) {
  const auto store = sqlite_store(path()).value();
  fs::copy_file(path(), path() + ".copy");
  fs::rename(path() + ".copy", path());
  EXPECT_FALSE(store->check());
  EXPECT_FALSE(store->live());
}

TEST_F(SqliteStore, LogBesideTheFileThatWasRemovedIsNoticed) {
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->change("home", count_up));
  ASSERT_TRUE(store->check());
  fs::remove(path() + "-wal");
  EXPECT_FALSE(store->check());
}

TEST_F(SqliteStore, OperatorsProgramThatReadsTheFileIsNoReplacement) {
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->change("home", count_up));
  EXPECT_EQ(run("SELECT attempt FROM relay_state"), "1");
  run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_TRUE(store->check());
}

TEST_F(SqliteStore, CheckWrites) {
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->check());
  ASSERT_TRUE(store->check());
  run("CREATE TRIGGER full_disk BEFORE INSERT ON relay_nonce "
      "BEGIN SELECT RAISE(ABORT, 'disk full'); END; SELECT 1");
  EXPECT_FALSE(store->check());
}

TEST_F(SqliteStore, ColumnsAreNamedAfterTheirMembers) {
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->change("home", [](RelayState& state) {
    state = {.id = {},
             .phase = RelayPhase::running,
             .version = 0,
             .client_token = "token",
             .image_id = "ami",
             .attempt = 2,
             .instance_id = "i",
             .address = "192.0.2.1",
             .host_key = "key",
             .step = "booting",
             .error = "none left",
             .v1 = true,
             .wanted_at = at(3),
             .launched_at = at(4),
             .last_used = at(5),
             .owner = "node",
             .lease_until = at(6),
             .launcher = "client"};
    return true;
  }));
  EXPECT_EQ(
      run("SELECT id || ' ' || phase || ' ' || version || ' ' || client_token || ' ' || image_id "
          "|| ' ' || attempt || ' ' || instance_id || ' ' || address || ' ' || host_key || ' ' || "
          "step || ' ' || error || ' ' || v1 || ' ' || wanted_at || ' ' || launched_at || ' ' || "
          "last_used || ' ' || owner || ' ' || lease_until || ' ' || launcher FROM relay_state"),
      "home running 1 token ami 2 i 192.0.2.1 key booting none left 1 3 4 5 node 6 client");
  const Presence presence{
      .id = "home", .role = "forward", .seen = at(7), .peer = "192.0.2.2", .attached = true};
  ASSERT_TRUE(store->saw({&presence, 1}));
  EXPECT_EQ(run("SELECT id || ' ' || role || ' ' || seen || ' ' || peer || ' ' || attached FROM "
                "relay_presence"),
            "home forward 7 192.0.2.2 1");
  ASSERT_TRUE(store->record({.number = 0,
                             .at = at(8),
                             .id = "home",
                             .who = "v1",
                             .peer = "192.0.2.3",
                             .what = "launch"}));
  EXPECT_EQ(run("SELECT number || ' ' || at || ' ' || id || ' ' || who || ' ' || peer || ' ' || "
                "what FROM relay_event"),
            "1 8 home v1 192.0.2.3 launch");
}

TEST_F(SqliteStore, FilesAreForTheUserAlone) {
  const mode_t before = ::umask(0);
  const auto store = sqlite_store(path()).value();
  ASSERT_TRUE(store->change("home", count_up));
  ::umask(before);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat found{};
    ASSERT_EQ(::stat((path() + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 07777, 0600U) << suffix;
  }
}

TEST_F(SqliteStore, TablesOfAnOlderVersionAreRenewedOnce) {
  ASSERT_TRUE(sqlite_store(path()).value()->change("home", count_up));
  run("ALTER TABLE relay_state DROP COLUMN launcher; PRAGMA user_version = 1");
  for (const char* const launcher : {"", "client"}) {
    const auto store = sqlite_store(path());
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ((*store)->find("home")->attempt, 1U);
    EXPECT_EQ((*store)->find("home")->launcher, launcher);
    ASSERT_TRUE((*store)->change("home", [](RelayState& state) {
      state.launcher = "client";
      return true;
    }));
  }
}

TEST_F(SqliteStore, TablesOfANewerVersionAreRefused) {
  ASSERT_TRUE(sqlite_store(path()));
  run("PRAGMA user_version = 99");
  const auto store = sqlite_store(path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Errc::configuration);
  EXPECT_THAT(store.error().message, HasSubstr("version 99"));
}

TEST_F(SqliteStore, DatabaseOfSomethingElseIsRefusedAndStaysAsItWas) {
  run("CREATE TABLE songs (title TEXT)");
  const auto store = sqlite_store(path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Errc::configuration);
  EXPECT_EQ(run("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(run("SELECT count(*) FROM sqlite_schema"), "1");
}

TEST_F(SqliteStore, FileThatIsNoDatabaseIsRefused) {
  const std::string text(5000, 'x');
  folder_.write("relay.db", text);
  const auto store = sqlite_store(path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Errc::configuration);
  EXPECT_THAT(store.error().message, HasSubstr(path()));
  EXPECT_EQ(fs::file_size(path()), text.size());
}

TEST_F(SqliteStore, FolderThatIsMissingIsAnErrorThatNamesTheFile) {
  const auto store = sqlite_store(folder_.path() / "missing/relay.db");
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("missing/relay.db"));
}

TEST_F(SqliteStore, IsWhatAnyOtherPathOpens) {
  EXPECT_TRUE(open_store(path()));
  EXPECT_TRUE(fs::exists(path()));
  EXPECT_TRUE(open_store(":memory:"));
}

// Writes until it is killed, and tells each number that the store has acknowledged.
[[noreturn]] void write_for_ever(const std::string& path, int told) {
  const auto store = sqlite_store(path).value();
  while (true) {
    const std::uint32_t number = store->change("home", count_up).value().attempt;
    if (!store->remember_nonce(std::to_string(number), at(0)).value()) ::_exit(1);
    if (::write(told, &number, sizeof number) != sizeof number) ::_exit(2);
  }
}

std::uint32_t read_number(int from) {
  std::uint32_t number = 0;
  return ::read(from, &number, sizeof number) == sizeof number ? number : 0;
}

TEST_F(SqliteStore, KilledWriterLosesNothingThatWasAcknowledged) {
  std::minstd_rand random(20251127);  // NOLINT: the same rounds each time
  std::uniform_int_distribution<int> writes(1, 200);
  for (int round = 0; round < 25; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t writer = ::fork();
    if (writer == 0) write_for_ever(path(), ends[1]);
    ::close(ends[1]);
    std::uint32_t last = 0;
    for (int i = writes(random); i > 0; --i) last = read_number(ends[0]);
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    ASSERT_GT(last, 0U) << "the writer ended by itself";
    while (const std::uint32_t more = read_number(ends[0])) last = more;
    ::close(ends[0]);
    const auto store = sqlite_store(path()).value();
    ASSERT_GE(store->find("home").value().attempt, last);
    ASSERT_FALSE(store->remember_nonce(std::to_string(last), at(0)).value());
    ASSERT_EQ(run("PRAGMA integrity_check"), "ok");
    // What the writer had done and not told of when it was killed.
    ASSERT_TRUE(store->forget(at(1), at(0)));
  }
}

}  // namespace
}  // namespace cloudx::store
