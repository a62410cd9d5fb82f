#include "os/line_log.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "os/file.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

using ::testing::EndsWith;
using ::testing::MatchesRegex;

constexpr int kMany = 100'000;

class Ends {
 public:
  static Ends pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    return {ends[0], ends[1]};
  }
  static Ends socket() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    return {ends[0], ends[1]};
  }
  Ends(int read_end, int write_end) : read_(read_end), write_(write_end) {}
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  ~Ends() {
    close_read();
    ::close(write_);
  }
  void close_read() {
    if (read_ >= 0) ::close(std::exchange(read_, -1));
  }
  [[nodiscard]] int write_end() const { return write_; }
  // What is there; waits for nothing more.
  std::string drain() const {
    ::fcntl(read_, F_SETFL, O_NONBLOCK);
    std::string all;
    std::array<char, 4096> some{};
    for (ssize_t got = 0; (got = ::read(read_, some.data(), some.size())) > 0;) {
      all.append(some.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int read_;
  int write_;
};

class LineLogTest : public ::testing::Test {
 protected:
  LineLogTest() { LineLog::prepare_process(); }
};

TEST_F(LineLogTest, LineStandsThereAsText) {
  const Ends pipe = Ends::pipe();
  LineLog log(pipe.write_end());
  log.write("one\nline \x1b[31m");
  EXPECT_EQ(pipe.drain(), "one line  [31m\n");
  EXPECT_EQ(log.dropped(), 0U);
}

TEST_F(LineLogTest, ReaderThatHasGoneEndsNothing) {
  for (Ends (*make)() : {&Ends::pipe, &Ends::socket}) {
    Ends ends = make();
    LineLog log(ends.write_end());
    ends.close_read();
    log.write("one");
    log.write("two");
    EXPECT_EQ(log.dropped(), 2U);
  }
}

TEST_F(LineLogTest, ReaderThatWasGoneBeforeEndsNothing) {
  Ends pipe = Ends::pipe();
  pipe.close_read();
  LineLog log(pipe.write_end());
  log.write("one");
  EXPECT_EQ(log.dropped(), 1U);
}

TEST_F(LineLogTest, ReaderThatDoesNotReadHoldsNothingUpAndIsToldLater) {
  for (Ends (*make)() : {&Ends::pipe, &Ends::socket}) {
    const Ends ends = make();
    LineLog log(ends.write_end());
    for (int i = 0; i < kMany && log.dropped() < 3; ++i) log.write(std::string(200, 'x'));
    ASSERT_EQ(log.dropped(), 3U);
    ends.drain();
    log.write("good");
    EXPECT_THAT(ends.drain(), MatchesRegex("lines that could not be written: [1-3]\ngood\n"));
    EXPECT_EQ(log.dropped(), 3U);
  }
}

TEST_F(LineLogTest, PipeOfAnotherUserHoldsNothingUpEither) {
  const Ends pipe = Ends::pipe();
  // What cannot be opened anew: see open_anew().
  if (::geteuid() != 0 || ::fchown(pipe.write_end(), 1, 1) != 0 || ::seteuid(65534) != 0) {
    GTEST_SKIP() << "needs root";
  }
  LineLog log(pipe.write_end());
  for (int i = 0; i < kMany && log.dropped() < 3; ++i) log.write(std::string(200, 'x'));
  EXPECT_EQ(::seteuid(0), 0);
  EXPECT_EQ(log.dropped(), 3U);
}

TEST_F(LineLogTest, DescriptorStaysAsItsOtherUsersHaveIt) {
  const Ends pipe = Ends::pipe();
  LineLog log(pipe.write_end());
  log.write("one");
  EXPECT_EQ(::fcntl(pipe.write_end(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(LineLogTest, FullDiskEndsNothing) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  LineLog log(full);
  log.write("one");
  log.write("two");
  EXPECT_EQ(log.dropped(), 2U);
  ::close(full);
}

TEST_F(LineLogTest, FileThatMayGrowNoMoreGoesOnWithAWholeLine) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "log";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 10;
  ::setrlimit(RLIMIT_FSIZE, &small);
  LineLog log(file);
  log.write("0123");
  log.write("01234567");
  log.write("more");
  ::setrlimit(RLIMIT_FSIZE, &before);
  log.write("good");
  ::close(file);
  EXPECT_EQ(log.dropped(), 2U);
  EXPECT_EQ(read_file(path).value(), "0123\n01234\nlines that could not be written: 2\ngood\n");
}

TEST_F(LineLogTest, ClosedDescriptorEndsNothing) {
  LineLog log(-1);
  log.write("one");
  EXPECT_EQ(log.dropped(), 1U);
}

TEST_F(LineLogTest, LongLineIsCut) {
  const Ends pipe = Ends::pipe();
  LineLog log(pipe.write_end());
  log.write(std::string(10'000, 'x'));
  const std::string all = pipe.drain();
  EXPECT_LE(all.size(), 4096U);
  EXPECT_THAT(all, EndsWith("...\n"));
}

}  // namespace
}  // namespace cloudx::os
