#include "os/standard_stream.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

using namespace std::chrono_literals;

// Runs `program` in a copy of this process and gives what it returns.
template <class Program>
int status_of(Program program) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(program());
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(StandardStream, BytesAreReadOneByOneToTheEnd) {
  EXPECT_EQ(status_of([] {
              std::array<int, 2> ends{};
              if (::pipe(ends.data()) != 0 || ::dup2(ends[0], STDIN_FILENO) < 0) return 1;
              if (input_comes_within(1ms)) return 2;
              if (::write(ends[1], "ab", 2) != 2) return 3;
              if (!input_comes_within(0ms) || read_byte() != 'a') return 4;
              char next = 0;  // nothing is read ahead
              if (::read(ends[0], &next, 1) != 1 || next != 'b') return 5;
              ::close(ends[1]);
              return input_comes_within(0ms) && !read_byte() ? 0 : 6;
            }),
            0);
}

TEST(StandardStream, AllIsWritten) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::string text(300'000, 'x');
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::_exit(write_all(StandardStream::output, text) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string read;
  std::array<char, 5000> some{};
  for (ssize_t got = 0; (got = ::read(ends[0], some.data(), some.size())) > 0;) {
    read.append(some.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(read == text);
}

TEST(StandardStream, WhatKeepsItFromBeingWrittenIsTold) {
  EXPECT_EQ(status_of([] {
              ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO);
              const auto written = write_all(StandardStream::output, "x");
              if (written || written.error().kind != Errc::io) return 1;
              return written.error().message == "No space left on device" ? 0 : 2;
            }),
            0);
}

TEST(StandardStream, PatienceEndsWhereNobodyReads) {
  EXPECT_EQ(status_of([] {
              std::signal(SIGPIPE, SIG_IGN);
              std::array<int, 2> ends{};
              if (::pipe2(ends.data(), O_NONBLOCK) != 0) return 1;
              ::dup2(ends[1], STDERR_FILENO);
              ::close(ends[1]);
              if (!write_with_patience(StandardStream::error, "x", 1ms)) return 2;
              const std::string much(1'000'000, 'x');
              if (write_with_patience(StandardStream::error, much, 1ms)) return 3;
              ::close(ends[0]);
              // A reader that has gone.
              return write_with_patience(StandardStream::error, "x", 1h) ? 4 : 0;
            }),
            0);
}

// As a script does that has read what it wanted to know.
TEST(StandardStream, PatienceEndsAlsoWhereAWriteWouldWaitForTheReader) {
  EXPECT_EQ(status_of([] {
              ::alarm(60);  // for a write that waits
              std::array<int, 2> ends{};
              if (::pipe(ends.data()) != 0) return 1;
              ::dup2(ends[1], STDERR_FILENO);
              const std::string line(100, 'x');
              int written = 0;
              while (write_with_patience(StandardStream::error, line, 1ms)) ++written;
              return written > 0 ? 0 : 2;
            }),
            0);
}

TEST(StandardStream, NullDeviceIsKnown) {
  EXPECT_EQ(status_of([] {
              ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
              ::dup2(::open("/dev/zero", O_WRONLY), STDOUT_FILENO);
              ::close(STDIN_FILENO);
              return (is_null_device(StandardStream::error) ? 0 : 1) +
                     (is_null_device(StandardStream::output) ? 2 : 0) +
                     (is_null_device(StandardStream::input) ? 4 : 0);
            }),
            0);
}

}  // namespace
}  // namespace cloudx::os
