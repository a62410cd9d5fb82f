#include "base/dropped_lines.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cloudx {
namespace {

using Lines = std::vector<std::string>;

TEST(DroppedLines, HowManyThoseWereStandsBeforeTheNextOne) {
  Lines log;
  std::size_t room = 1;
  const auto put = [&](std::string_view line) {
    if (log.size() == room) return false;
    log.emplace_back(line);
    return true;
  };
  DroppedLines dropped;
  for (const char* const line : {"one", "two", "three"}) dropped.write(line, put);
  EXPECT_EQ(log, Lines{"one"});
  room = 2;  // for the number, and no line after it
  dropped.write("four", put);
  room = 10;
  dropped.write("five", put);
  dropped.write("six", put);
  EXPECT_EQ(log, (Lines{"one", "lines that could not be written: 2",
                        "lines that could not be written: 1", "five", "six"}));
  EXPECT_EQ(dropped.count(), 3U);
}

}  // namespace
}  // namespace cloudx
