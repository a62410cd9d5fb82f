#include "cli/invocation.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::StrEq;

// As main() has them: writable.
class Arguments {
 public:
  explicit Arguments(std::vector<std::string> words) : words_(std::move(words)) {
    for (std::string& word : words_) pointers_.push_back(word.data());
  }
  Invocation take() { return take_invocation(static_cast<int>(words_.size()), pointers_.data()); }
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

TEST(Invocation, OriginalNamesAreCommandsOfTheRelay) {
  Arguments connect({"/opt/bin/ssh-connect", "--id", "my-mac", "--api-key", "secret"});
  const Invocation taken = connect.take();
  EXPECT_THAT(taken.words, ElementsAre(StrEq("/opt/bin/ssh-connect"), StrEq("relay"),
                                       StrEq("connect"), StrEq("--id"), StrEq("my-mac")));
  EXPECT_EQ(taken.api_key, Secret("secret"));
  EXPECT_EQ(connect.words().back(), std::string(6, '\0'));
  Arguments forward({"ssh-forward"});
  EXPECT_THAT(forward.take().words,
              ElementsAre(StrEq("ssh-forward"), StrEq("relay"), StrEq("forward")));
}

TEST(Invocation, KeyIsTakenOutOfOurOwnCommandsToo) {
  Arguments own({"cloudx-proxy", "relay", "connect", "--api-key=secret", "-v"});
  const Invocation taken = own.take();
  EXPECT_THAT(taken.words,
              ElementsAre(StrEq("cloudx-proxy"), StrEq("relay"), StrEq("connect"), StrEq("-v")));
  EXPECT_EQ(taken.api_key, Secret("secret"));
  EXPECT_FALSE(own.words()[3].contains("secret"));
}

TEST(Invocation, OtherCommandsStayAsTheyAre) {
  Arguments other({"cloudx-proxy", "connect", "--api-key", "x"});
  EXPECT_EQ(other.take().words.size(), 4U);
  EXPECT_EQ(other.words().back(), "x");
}

}  // namespace
}  // namespace cloudx::cli
