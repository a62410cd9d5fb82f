#include "features/exec/many_events.hpp"

#include <gtest/gtest.h>

namespace cloudx::exec {
namespace {

session::NamedNode node(std::string name) {
  session::NamedNode node;
  node.name = std::move(name);
  node.choice.selection.instance_id = "i-1";
  return node;
}

TEST(PrefixedLine, NamesAreAlignedByTheirColumns) {
  EXPECT_EQ(prefixed_line("web", 5, "text"), "web   | text");
  EXPECT_EQ(prefixed_line("w\u00e9b", 5, ""), "w\u00e9b   | ");
  EXPECT_EQ(prefixed_line("longer", 5, "\ttext\r"), "longer | \ttext\r");
}

TEST(PrefixWidth, IsThatOfTheLongestNameUpToALimit) {
  std::vector<session::NamedNode> nodes;
  nodes.push_back(node("web"));
  nodes.push_back(node("web-10"));
  EXPECT_EQ(prefix_width(nodes), 6U);
  nodes.push_back(node(std::string(100, 'x')));
  EXPECT_EQ(prefix_width(nodes), 40U);
}

TEST(OutputObject, LineIsTextWhereItCanBe) {
  EXPECT_EQ(
      output_object(node("web"), "stdout", "a \"b\""),
      R"({"event":"output","instance":"i-1","name":"web","stream":"stdout","line":"a \"b\""})");
  EXPECT_EQ(
      output_object(node("web"), "stderr", "\xfe"),
      R"({"event":"output","instance":"i-1","name":"web","stream":"stderr","base64":"/g=="})");
}

TEST(EndedObject, ErrorStandsThereOnlyWhereThereIsOne) {
  EXPECT_EQ(ended_object(node("web"), {.status = 3, .why = {}}),
            R"({"event":"ended","instance":"i-1","name":"web","status":3})");
  EXPECT_EQ(ended_object(node("web"), {.status = 255, .why = "no"}),
            R"({"event":"ended","instance":"i-1","name":"web","status":255,"error":"no"})");
}

TEST(LeftOutText, NamesTenAndCountsTheRest) {
  EXPECT_EQ(left_out_text({"a (stopped)", "b (pending)"}),
            "left out, because they do not run: a (stopped), b (pending)");
  const std::string many = left_out_text(std::vector<std::string>(12, "x (stopped)"));
  EXPECT_TRUE(many.ends_with("x (stopped) and 2 more")) << many;
}

}  // namespace
}  // namespace cloudx::exec
