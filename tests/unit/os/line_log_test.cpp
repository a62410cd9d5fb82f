#include "os/line_log.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
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
  // The same open pipe or socket.
  [[nodiscard]] Descriptor output() const { return Descriptor(::dup(write_)); }
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
  LineLog log(pipe.output());
  log.write("one\nline \x1b[31m");
  EXPECT_EQ(pipe.drain(), "one line  [31m\n");
  EXPECT_EQ(log.dropped(), 0U);
}

TEST_F(LineLogTest, StandardStreamGetsItsLineEndsAndStaysOpen) {
  const Ends pipe = Ends::pipe();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(pipe.write_end(), STDERR_FILENO);
    {
      LineLog log(StandardStream::error, "\r\n");
      log.write("one");
      log.write("two");
    }
    ::_exit(::write(STDERR_FILENO, "three", 5) == 5 ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(pipe.drain(), "one\r\ntwo\r\nthree");
}

TEST_F(LineLogTest, ReaderThatHasGoneEndsNothing) {
  for (Ends (*make)() : {&Ends::pipe, &Ends::socket}) {
    Ends ends = make();
    LineLog log(ends.output());
    ends.close_read();
    log.write("one");
    log.write("two");
    EXPECT_EQ(log.dropped(), 2U);
  }
}

TEST_F(LineLogTest, ReaderThatWasGoneBeforeEndsNothing) {
  Ends pipe = Ends::pipe();
  pipe.close_read();
  LineLog log(pipe.output());
  log.write("one");
  EXPECT_EQ(log.dropped(), 1U);
}

TEST_F(LineLogTest, ReaderThatDoesNotReadHoldsNothingUpAndIsToldLater) {
  for (Ends (*make)() : {&Ends::pipe, &Ends::socket}) {
    const Ends ends = make();
    LineLog log(ends.output());
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
  LineLog log(pipe.output());
  for (int i = 0; i < kMany && log.dropped() < 3; ++i) log.write(std::string(200, 'x'));
  EXPECT_EQ(::seteuid(0), 0);
  EXPECT_EQ(log.dropped(), 3U);
}

TEST_F(LineLogTest, DescriptorStaysAsItsOtherUsersHaveIt) {
  const Ends pipe = Ends::pipe();
  LineLog log(pipe.output());
  log.write("one");
  EXPECT_EQ(::fcntl(pipe.write_end(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(LineLogTest, FullDiskEndsNothing) {
  LineLog log(Descriptor(::open("/dev/full", O_WRONLY | O_CLOEXEC)));
  log.write("one");
  log.write("two");
  EXPECT_EQ(log.dropped(), 2U);
}

TEST_F(LineLogTest, FileThatMayGrowNoMoreGoesOnWithAWholeLine) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "log";
  auto log = LineLog::append_to(path);
  ASSERT_TRUE(log.has_value());
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 10;
  ::setrlimit(RLIMIT_FSIZE, &small);
  log->write("0123");
  log->write("01234567");
  log->write("more");
  ::setrlimit(RLIMIT_FSIZE, &before);
  log->write("good");
  EXPECT_EQ(log->dropped(), 2U);
  EXPECT_EQ(read_file(path).value(), "0123\n01234\nlines that could not be written: 2\ngood\n");
}

TEST_F(LineLogTest, ClosedDescriptorEndsNothing) {
  LineLog log{Descriptor(-1)};
  log.write("one");
  EXPECT_EQ(log.dropped(), 1U);
}

TEST_F(LineLogTest, NewFileIsPrivateAndAnOldOneGrows) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "log";
  for (const char* const line : {"one", "two"}) {
    auto log = LineLog::append_to(path);
    ASSERT_TRUE(log.has_value());
    log->write(line);
  }
  EXPECT_EQ(read_file(path).value(), "one\ntwo\n");
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(LineLogTest, WhatKeepsAFileFromBeingWrittenIsTold) {
  const test::TemporaryFolder folder;
  const auto missing = LineLog::append_to(folder.path() / "none/log");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "No such file or directory");
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_FALSE(LineLog::append_to(pipe).has_value());  // and is not waited for
}

TEST_F(LineLogTest, LongLineIsCut) {
  const Ends pipe = Ends::pipe();
  LineLog log(pipe.output());
  log.write(std::string(10'000, 'x'));
  const std::string all = pipe.drain();
  EXPECT_LE(all.size(), 4096U);
  EXPECT_THAT(all, EndsWith("...\n"));
}

TEST_F(LineLogTest, LongLineIsCutBetweenTwoCharacters) {
  const Ends pipe = Ends::pipe();
  LineLog log(pipe.output());
  std::string line = "x";
  for (int i = 0; i < 5000; ++i) line += "é";
  log.write(line);
  EXPECT_THAT(pipe.drain(), EndsWith("é...\n"));
}

}  // namespace
}  // namespace cloudx::os
