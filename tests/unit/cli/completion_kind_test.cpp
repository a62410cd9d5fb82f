#include "cli/completion_kind.hpp"

#include <gtest/gtest.h>

namespace cloudx::cli {
namespace {

using Source = CompletionKind::Source;

OptionText option(std::string name, std::string value = "") {
  OptionText text;
  text.names = {std::move(name)};
  text.value = std::move(value);
  return text;
}

TEST(CompletionKindOf, NamesAskTheProgram) {
  EXPECT_EQ(completion_kind(option("--profile", "NAME")).asked, "profiles");
  EXPECT_EQ(completion_kind(option("--environment", "ENV")).asked, "environments");
  EXPECT_EQ(completion_kind(option("HOST")).asked, "hosts");
  EXPECT_EQ(completion_kind(option("INSTANCE")).asked, "hosts");
}

TEST(CompletionKindOf, PathsAreTheShellsBusiness) {
  EXPECT_EQ(completion_kind(option("--ssh-config", "FILE")).source, Source::files);
  EXPECT_EQ(completion_kind(option("--ssh-dir", "DIR")).source, Source::folders);
}

TEST(CompletionKindOf, ChoicesAreWordsAndTheRestIsNothing) {
  OptionText shell = option("SHELL");
  shell.choices = {"bash", "zsh"};
  EXPECT_EQ(completion_kind(shell).words, shell.choices);
  EXPECT_EQ(completion_kind(option("--timeout", "SECONDS")).source, Source::nothing);
  EXPECT_EQ(completion_kind(option("INSTANCE_ID")).source, Source::nothing);
}

}  // namespace
}  // namespace cloudx::cli
