#include "protocol/ssm/received_output.hpp"

#include <gtest/gtest.h>

namespace cloudx::ssm {
namespace {

using enum OutputStream;

TEST(ReceivedOutput, TakesUpToTheOtherStream) {
  ReceivedOutput output;
  EXPECT_TRUE(output.empty());
  output.append(standard, as_bytes("a"));
  output.append(standard, as_bytes("b"));
  output.append(error, as_bytes("c"));
  output.append(standard, as_bytes("d"));
  Bytes bytes;
  EXPECT_EQ(output.take(bytes), standard);
  EXPECT_EQ(as_text(bytes), "ab");
  EXPECT_EQ(output.take(bytes), error);
  EXPECT_EQ(as_text(bytes), "c");
  output.append(standard, as_bytes("e"));
  EXPECT_EQ(output.take(bytes), standard);
  EXPECT_EQ(as_text(bytes), "de");
  EXPECT_TRUE(output.empty());
  EXPECT_EQ(output.size(), 0U);
}

TEST(ReceivedOutput, SizeIsThatOfTheBytesAndOfTheChanges) {
  ReceivedOutput plain;
  for (int i = 0; i < 1000; ++i) plain.append(standard, as_bytes("x"));
  EXPECT_EQ(plain.size(), 1000U);
  ReceivedOutput changing;
  for (int i = 0; i < 1000; ++i) changing.append(i % 2 == 0 ? standard : error, as_bytes("x"));
  EXPECT_GE(changing.size(), 1000 * sizeof(Bytes));
  changing.clear();
  EXPECT_EQ(changing.size(), 0U);
}

TEST(ReceivedOutput, NothingIsNoRun) {
  ReceivedOutput output;
  output.append(error, {});
  EXPECT_TRUE(output.empty());
}

TEST(ReceivedOutput, ClearingLeavesNothing) {
  ReceivedOutput output;
  output.append(standard, as_bytes("a"));
  output.append(error, as_bytes("b"));
  output.clear();
  EXPECT_TRUE(output.empty());
  EXPECT_EQ(output.size(), 0U);
  output.append(error, as_bytes("c"));
  Bytes bytes;
  EXPECT_EQ(output.take(bytes), error);
  EXPECT_EQ(as_text(bytes), "c");
}

}  // namespace
}  // namespace cloudx::ssm
