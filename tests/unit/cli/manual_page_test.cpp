#include "cli/manual_page.hpp"

#include <gtest/gtest.h>

namespace cloudx::cli {
namespace {

CommandText command() {
  CommandText command;
  command.name = "do";
  command.about = "Do it";
  command.options = {{{"-x", "--extra"}, "N", false, false, ".profile is not a request", {}}};
  command.more =
      "First words:\n  literal \\ line\nand more.\n\nExample:\n  cloudx-proxy do\n\n"
      "Exit status: 0 done.";
  return command;
}

TEST(ManualPage, HasTheSectionsOfItsKind) {
  EXPECT_EQ(command_page(command(), {"1.2.3", "2026-01-31"}),
            ".TH CLOUDX\\-PROXY\\-DO 1 2026-01-31 \"cloudx\\-proxy 1.2.3\" \"User Commands\"\n"
            ".SH NAME\ncloudx\\-proxy\\-do \\- Do it\n"
            ".SH SYNOPSIS\n\\fBcloudx\\-proxy do\\fR [\\fIOPTIONS\\fR]\n"
            ".SH DESCRIPTION\nFirst words:\n.PP\n.RS 4\n.nf\nliteral \\e line\n.fi\n.RE\n.PP\n"
            "and more.\n"
            ".SH OPTIONS\n.TP\n\\fB\\-x\\fR, \\fB\\-\\-extra\\fR \\fIN\\fR\n"
            "\\&.profile is not a request\n"
            ".SH EXAMPLES\n.RS 4\n.nf\ncloudx\\-proxy do\n.fi\n.RE\n"
            ".SH \"EXIT STATUS\"\n0 done.\n"
            ".SH \"SEE ALSO\"\n\\fBcloudx\\-proxy\\fR(1), \\fBssh_config\\fR(5)\n");
}

TEST(ManualPage, GroupAndItsCommandsNameEachOther) {
  CommandText group = command();
  group.commands = {command()};
  group.commands[0].name = "do this";
  const std::string page = command_page(group, {"1", "2026-01-31"});
  EXPECT_TRUE(page.contains("\\fBcloudx\\-proxy do\\fR \\fICOMMAND\\fR ["));
  EXPECT_TRUE(page.contains(".SH COMMANDS\n.TP\n\\fBthis\\fR\nDo it\n"));
  EXPECT_TRUE(page.contains("\\fBcloudx\\-proxy\\-do\\-this\\fR(1)\n"));
  EXPECT_EQ(page_name(group.commands[0]), "cloudx-proxy-do-this");
  EXPECT_TRUE(command_page(group.commands[0], {"1", "2026-01-31"})
                  .contains(".SH \"SEE ALSO\"\n\\fBcloudx\\-proxy\\-do\\fR(1), "));
}

TEST(ManualPage, WithoutWordsOfItsOwnTheFirstLineDescribes) {
  CommandText plain = command();
  plain.more.clear();
  EXPECT_TRUE(command_page(plain, {"1", "2026-01-31"}).contains(".SH DESCRIPTION\nDo it.\n"));
}

}  // namespace
}  // namespace cloudx::cli
