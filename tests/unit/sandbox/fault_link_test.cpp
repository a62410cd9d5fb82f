#include "sandbox/gateway/fault_link.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "protocol/ssm/frame.hpp"

namespace cloudx::sandbox {
namespace {

Bytes message(int number) {
  return to_bytes(std::to_string(number));
}

Faults only(double Faults::* fault, double probability) {
  Faults faults;
  faults.*fault = probability;
  return faults;
}

std::string run(std::uint64_t seed, const Faults& faults) {
  FaultLink link(seed);
  std::string log;
  for (int i = 0; i < 1000; ++i) {
    for (const Bytes& arrived : link.pass(message(i), faults)) {
      log += std::string(as_text(arrived)) + " ";
    }
  }
  return log;
}

TEST(FaultLinkTest, WithoutFaultsEverythingArrivesOnceInOrder) {
  FaultLink link(1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(link.pass(message(i), {}), std::vector<Bytes>{message(i)});
  }
}

TEST(FaultLinkTest, CertainDropLosesAll) {
  FaultLink link(1);
  EXPECT_TRUE(link.pass(message(1), only(&Faults::drop, 1)).empty());
}

TEST(FaultLinkTest, CertainDuplicateDoublesAll) {
  FaultLink link(1);
  EXPECT_EQ(link.pass(message(1), only(&Faults::duplicate, 1)).size(), 2U);
}

TEST(FaultLinkTest, OvertakenMessageComesAfterTheNext) {
  FaultLink link(1);
  EXPECT_TRUE(link.pass(message(1), only(&Faults::reorder, 1)).empty());
  EXPECT_EQ(link.pass(message(2), {}), (std::vector<Bytes>{message(2), message(1)}));
}

TEST(FaultLinkTest, HeldMessageIsReleasedWhenNothingFollows) {
  FaultLink link(1);
  (void)link.pass(message(1), only(&Faults::reorder, 1));
  EXPECT_EQ(link.release(), message(1));
  EXPECT_EQ(link.release(), std::nullopt);
}

TEST(FaultLinkTest, SameSeedGivesSameRun) {
  Faults faults;
  faults.drop = faults.duplicate = faults.reorder = 0.1;
  EXPECT_EQ(run(7, faults), run(7, faults));
  EXPECT_NE(run(7, faults), run(8, faults));
}

TEST(SpoilTest, SpoiledFramesAreNotValid) {
  Bytes frame;
  ssm::FrameHeader header;
  header.type = ssm::MessageType::output_stream_data;
  header.created_ms = 1;
  ssm::encode_frame(header, message(1), frame);
  ASSERT_TRUE(ssm::decode_frame(frame));
  EXPECT_EQ(ssm::decode_frame(corrupt(frame, Garbage::bad_digest)).error(),
            ssm::FrameError::digest);
  EXPECT_EQ(ssm::decode_frame(corrupt(frame, Garbage::bad_header_length)).error(),
            ssm::FrameError::header_length);
  EXPECT_FALSE(ssm::decode_frame(corrupt(frame, Garbage::random)));
  EXPECT_FALSE(ssm::decode_frame(corrupt(frame, Garbage::text)));
}

TEST(FaultsTest, PatchChangesWhatItNamesOnly) {
  Faults faults;
  faults.drop = 0.5;
  faults.cuts = 3;
  const auto patch = boost::json::parse(R"({"drop": 0, "channel_closed": "bye", "garbage": "text",
      "api": [{"operation": "StartSession", "code": "ThrottlingException", "count": 2}]})");
  ASSERT_TRUE(apply_patch(faults, patch.get_object()));
  EXPECT_EQ(faults.drop, 0);
  EXPECT_EQ(faults.cuts, 3U);
  EXPECT_EQ(faults.channel_closed, "bye");
  EXPECT_EQ(faults.garbage, Garbage::text);
  ASSERT_EQ(faults.api.size(), 1U);
  EXPECT_EQ(faults.api[0].count, 2);
}

TEST(FaultsTest, WrongPatchChangesNothing) {
  Faults faults;
  for (const char* text : {R"({"drop": 0.5, "dorp": 1})", R"({"drop": 2})", R"({"cuts": -1})",
                           R"({"garbage": "tasty"})"}) {
    EXPECT_FALSE(apply_patch(faults, boost::json::parse(text).get_object())) << text;
    EXPECT_EQ(faults.drop, 0);
  }
}

TEST(FaultsTest, ApiErrorOptionIsTakenApart) {
  const auto fault = parse_api_fault("StartSession:ThrottlingException:429:3:Slow: down");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->operation, "StartSession");
  EXPECT_EQ(fault->code, "ThrottlingException");
  EXPECT_EQ(fault->status, 429);
  EXPECT_EQ(fault->count, 3);
  EXPECT_EQ(fault->message, "Slow: down");
  EXPECT_EQ(parse_api_fault("A:B")->count, std::nullopt);
  EXPECT_FALSE(parse_api_fault("StartSession"));
  EXPECT_FALSE(parse_api_fault("A:B:many"));
}

}  // namespace
}  // namespace cloudx::sandbox
