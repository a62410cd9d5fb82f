// Against the C library's glob(3), of which this is to be no more than a portable copy.

#include <array>
#include <filesystem>
#include <glob.h>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sshconfig/path_search.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::sshconfig {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> globbed(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  return paths;
}

std::vector<std::string> searched(const std::string& pattern) {
  std::vector<std::string> paths;
  for (const fs::path& path : find_paths(pattern)) paths.push_back(path.string());
  return paths;
}

class PathSearchTest : public testing::Test {
 protected:
  PathSearchTest() {
    for (const char* const file :
         {"a/x",    "a/y.conf", "a/.z",  "ab/a/x", "b/x",   "c",       "abc",
          "-",      "a/b/x",    "a/b/y", "a/c/.k", "a[b/x", "a]b/x",   "*/x",
          "a\\b/x", ".h/x",     "[",     "]",      "\\",    "a/b/[a]", "\xc3\xa4"}) {
      folder_.write(file, "");
    }
    fs::create_symlink("nowhere", folder_.path() / "dangling");
    fs::create_directory_symlink("a", folder_.path() / "link");
    fs::create_symlink("c", folder_.path() / "file-link");
  }

  test::TemporaryFolder folder_;
};

TEST_F(PathSearchTest, AgreesWithGlob) {
  constexpr std::array kParts{"a",     "b",    "c",    "x",    "y",        ".",           "/",
                              "/",     "/",    "/",    "*",    "*",        "?",           "[",
                              "]",     "[ab]", "[!a]", "[^b]", "[a-c]",    "-",           "\\a",
                              "\\*",   "\\[",  "\\.",  "[]a]", "[a",       "[[:alpha:]]", "link",
                              ".conf", ".h",   "..",   "//",   "dangling", "file-link"};
  std::mt19937 random(1);
  std::size_t matched = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string pattern = folder_.path().string() + '/';
    for (auto left = 1 + random() % 6; left > 0; --left) {
      pattern += kParts.at(random() % kParts.size());
    }
    if (pattern.contains("\\/")) continue;  // undefined
    const auto wanted = globbed(pattern);
    matched += wanted.empty() ? 0 : 1;
    ASSERT_EQ(searched(pattern), wanted) << pattern;
  }
  EXPECT_GT(matched, 1000U);
}

TEST_F(PathSearchTest, SlashesStayAsGlobLeavesThem) {
  for (const char* const below :
       {"a//x",      "a////x",  "\\a///x",  "*//x",      "*////x",    "*/b///x",   "*///b/x",
        "*///b///x", "*//b//x", "*/b///*",  "*///*///x", "a///*///x", "a///b///*", "c/",
        "c//",       "\\c/",    "[c]/",     "*/x/",      "*/\\x/",    "*/x//",     "a///",
        "*///",      "*/b///",  "a///b///", "*/b/",      "*/b//",     "*/\\b///x", "?/b////y"}) {
    const std::string pattern = folder_.path().string() + '/' + below;
    EXPECT_EQ(searched(pattern), globbed(pattern)) << pattern;
  }
}

TEST_F(PathSearchTest, FindsWhatAnIncludeNames) {
  const std::string folder = folder_.path().string();
  EXPECT_EQ(searched(folder + "/a/*.conf"), std::vector{folder + "/a/y.conf"});
  EXPECT_EQ(searched(folder + "/*/x"),
            (std::vector{folder + "/*/x", folder + "/a/x", folder + "/a[b/x", folder + "/a\\b/x",
                         folder + "/a]b/x", folder + "/b/x", folder + "/link/x"}));
  EXPECT_EQ(searched(folder + "/none"), std::vector<std::string>{});
  EXPECT_EQ(searched("/"), std::vector<std::string>{"/"});
}

}  // namespace
}  // namespace cloudx::sshconfig
