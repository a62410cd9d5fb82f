#include "sshconfig/path_search.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::sshconfig {
namespace {

std::vector<std::string> searched(const std::string& pattern) {
  std::vector<std::string> paths;
  for (const auto& path : find_paths(pattern)) paths.push_back(path.generic_string());
  return paths;
}

TEST(PathSearch, AnIncludeNamesFilesInManyFolders) {
  const test::TemporaryFolder temporary;
  for (const char* const file : {"a/x", "a/y.conf", "a/.z.conf", "b c/x", "b c/z.conf", "x.conf"}) {
    temporary.write(file, "");
  }
  const std::string folder = temporary.path().generic_string();
  EXPECT_EQ(searched(folder + "/*/*.conf"),
            (std::vector{folder + "/a/y.conf", folder + "/b c/z.conf"}));
  EXPECT_EQ(searched(folder + "/?/x"), std::vector{folder + "/a/x"});
  EXPECT_EQ(searched(folder + "/x.conf"), std::vector{folder + "/x.conf"});
  EXPECT_EQ(searched(folder + "/none"), std::vector<std::string>{});
}

TEST(PathSearch, APatternMayBeOfAnyLength) {
  const test::TemporaryFolder folder;
  std::string pattern = folder.path().generic_string();
  for (int i = 0; i < 100'000; ++i) pattern += "/a";
  EXPECT_TRUE(find_paths(pattern).empty());
  EXPECT_TRUE(find_paths(pattern + "/*").empty());
}

}  // namespace
}  // namespace cloudx::sshconfig
