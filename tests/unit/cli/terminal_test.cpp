#include "cli/terminal.hpp"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "cli/picker.hpp"
#include "support/pseudo_terminal.hpp"

namespace cloudx::cli {
namespace {

std::string long_words(std::string_view before) {
  std::string text(before);
  for (int i = 0; i < 100; ++i) text += "é";
  return text;
}

TEST(TerminalProgress, LiveLineThatIsTooLongIsCutBetweenTwoCharacters) {
  for (const std::string_view before : {"", "x"}) {
    test::OnTerminal process([&] {
      ::setenv("TERM", "xterm", 1);
      TerminalProgress(Verbosity::normal, MessageOutput::standard_error())
          .status(long_words(before), false);
      return 0;
    });
    const std::string shown = process.rest();
    EXPECT_TRUE(shown.ends_with("é...")) << shown;
    EXPECT_EQ(process.wait(), 0);
  }
}

TEST(Picker, LineThatIsTooLongIsCutBetweenTwoCharacters) {
  for (const std::string_view before : {"", "x"}) {
    test::OnTerminal process([&] {
      const setup::Choices choices{
          .text = "which", .option = "", .lines = {"a", long_words(before)}, .preset = {}};
      return pick(choices) == 1U ? 0 : 1;
    });
    EXPECT_TRUE(process.expect("é...\r\n"));
    process.type("\xc3\xa9\r");
    EXPECT_EQ(process.wait(), 0);
  }
}

}  // namespace
}  // namespace cloudx::cli
