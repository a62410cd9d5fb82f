// Against the C library's fnmatch(3), of which this is to be no more than a portable copy.

#include <algorithm>
#include <array>
#include <fnmatch.h>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "sshconfig/path_pattern.hpp"

namespace cloudx::sshconfig {
namespace {

constexpr std::array<std::string_view, 6> kNamed{"[:alpha:]", "[:digit:]", "[:foo:]",
                                                 "[=a=]",     "[.a.]",     "[.c.]"};

bool fnmatch_does(const std::string& path, const std::string& pattern) {
  return ::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
}

// What POSIX leaves undefined (XCU 2.13.1, XBD 9.3.5): a name in a set that does not end, and a
// backslash before a slash. And what glibc gets wrong: behind "*?" it takes any dot for one at the
// front of a name when a set follows, so that "*?[.]" matches "a." no more.
bool is_undefined(std::string pattern) {
  for (const std::string_view name : kNamed) {
    for (auto at = pattern.find(name); at != std::string::npos; at = pattern.find(name)) {
      pattern.replace(at, name.size(), "x");
    }
  }
  return std::ranges::any_of(std::array{"[:", "[=", "[.", "\\/", "?[", "?*[", "**["},
                             [&](const char* part) { return pattern.contains(part); });
}

TEST(PathPatternAgainstFnmatch, AgreesWithFnmatch) {
  constexpr std::array kParts{"a",
                              "b",
                              "c",
                              ".",
                              "/",
                              "*",
                              "?",
                              "[",
                              "]",
                              "[ab]",
                              "[!a]",
                              "[^b]",
                              "[a-c]",
                              "[a-",
                              "-",
                              "\\a",
                              "\\*",
                              "\\[",
                              "\\.",
                              "!",
                              "^",
                              "[[:alpha:]]",
                              "[[:digit:]b]",
                              "[[:foo:]]",
                              "[[=a=]]",
                              "[[.a.]-c]",
                              "[a-[.c.]]",
                              "[]a]",
                              "[!]a]",
                              ":",
                              "=",
                              "[a",
                              "[\\]]",
                              "[a\\",
                              "a-",
                              ".]",
                              "=]",
                              ":]",
                              "\xc3"};
  constexpr std::string_view kCharacters = "abcc./ab[]-\\!:=z\xc3";
  std::mt19937 random(1);
  std::size_t matched = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string pattern;
    std::string path;
    for (auto left = random() % 7; left > 0; --left) pattern += kParts.at(random() % kParts.size());
    for (auto left = random() % 6; left > 0; --left) {
      path += kCharacters[random() % kCharacters.size()];
    }
    if (is_undefined(pattern)) continue;
    const bool wanted = fnmatch_does(path, pattern);
    matched += wanted ? 1 : 0;
    ASSERT_EQ(match_path(path, pattern), wanted) << pattern << " for " << path;
  }
  EXPECT_GT(matched, 1000U);
}

TEST(PathPatternAgainstFnmatch, EveryClassHasTheCharactersOfTheCLocale) {
  for (const char* const name : {"alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower",
                                 "print", "punct", "space", "upper", "xdigit"}) {
    const std::string pattern = std::string("[[:").append(name).append(":]]");
    for (int byte = 1; byte < 256; ++byte) {
      const std::string path(1, static_cast<char>(byte));
      EXPECT_EQ(match_path(path, pattern), fnmatch_does(path, pattern)) << pattern << ' ' << byte;
    }
  }
}

}  // namespace
}  // namespace cloudx::sshconfig
