#include "features/forward/log_file.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/private_mode.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::forward {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LogFile, ReplacesTheOneBefore) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "web.log";
  std::ofstream(path) << "before\n";
  auto log = LogFile::begin(path);
  ASSERT_TRUE(log);
  log->write("now");
  EXPECT_THAT(content(path), testing::EndsWith("Z now\n"));
  EXPECT_THAT(content(path), testing::Not(testing::HasSubstr("before")));
}

TEST(LogFile, KeepsTwoFilesOfALimitedSize) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "web.log";
  auto log = LogFile::begin(path);
  ASSERT_TRUE(log);
  const std::string line(1000, 'x');
  for (int i = 0; i < 3000; ++i) log->write(line);
  log->write("last");
  const auto old = path.string() + ".old";
  EXPECT_LE(std::filesystem::file_size(path), LogFile::kLimit + 1);
  EXPECT_LE(std::filesystem::file_size(old), LogFile::kLimit + 1);
  EXPECT_GT(std::filesystem::file_size(old), LogFile::kLimit / 2);
  EXPECT_THAT(content(path), testing::EndsWith("last\n"));
}

}  // namespace
}  // namespace cloudx::forward
