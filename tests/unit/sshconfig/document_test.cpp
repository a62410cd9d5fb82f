#include "sshconfig/document.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/file.hpp"

namespace cloudx::sshconfig {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

TEST(Document, EveryFileOfTheCorpusIsItselfAgain) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(CLOUDX_TEST_DATA "/sshconfig/corpus")) {
    if (entry.path().extension() != ".conf") continue;
    const auto text = os::read_file(entry.path());
    ASSERT_TRUE(text);
    EXPECT_EQ(render(parse(*text)), *text) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 99);
}

TEST(Document, IllegalFilesAreThemselvesAgain) {
  for (const std::string_view text :
       {std::string_view("Host\nUser\n"), std::string_view("Host \"a\n\"b\n"),
        std::string_view("\xEF\xBB\xBFHost a\n"), std::string_view("a\0b\nHost x\0y\n", 13),
        std::string_view("\r"), std::string_view("Host a\r\r\n\rUser u"),
        std::string_view("Match\n\n\n#"), std::string_view("\n\r\n\n\r")}) {
    EXPECT_EQ(render(parse(text)), text);
  }
}

TEST(Document, BlocksBeginAtHostAndMatchInAnyForm) {
  const Document document = parse(
      "User u\nHost a b\n User v\n  host=c\nMATCH host d\nPort 1\nHostName x\n\tHost\te\n"
      "# Host no\n");
  ASSERT_EQ(document.blocks.size(), 4U);
  EXPECT_THAT(document.blocks[0].patterns(), ElementsAre("a", "b"));
  EXPECT_THAT(document.blocks[1].patterns(), ElementsAre("c"));
  EXPECT_EQ(document.blocks[2].kind, BlockKind::match);
  EXPECT_EQ(document.blocks[2].body.size(), 2U);
  EXPECT_THAT(document.blocks[3].patterns(), ElementsAre("e"));
}

TEST(Document, CommentsAboveABlockAreItsLead) {
  const Document document =
      parse("# file\n\n# of a\nHost a\n  User u\n  # still a\n\n# of b\nHost b\n# end\n");
  ASSERT_EQ(document.blocks.size(), 2U);
  EXPECT_EQ(document.preamble.size(), 2U);
  ASSERT_EQ(document.blocks[0].lead.size(), 1U);
  EXPECT_EQ(document.blocks[0].body.size(), 2U);
  ASSERT_EQ(document.blocks[1].lead.size(), 2U);
  EXPECT_EQ(document.blocks[1].lead[1].text, "# of b");
  EXPECT_EQ(document.blocks[1].body.size(), 1U);
}

TEST(Document, NewlineIsThatOfTheFirstLine) {
  EXPECT_EQ(parse("Host a\r\nUser u\n").newline(), "\r\n");
  EXPECT_EQ(parse("\r\nHost a\n").newline(), "\r\n");
  EXPECT_EQ(parse("Host a\nUser u\r\n").newline(), "\n");
  EXPECT_EQ(parse("").newline(), "\n");
}

}  // namespace
}  // namespace cloudx::sshconfig
