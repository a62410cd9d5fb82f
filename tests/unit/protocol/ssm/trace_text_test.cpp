#include "protocol/ssm/trace_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TraceText, FramesAreToldWithoutTheirPayload) {
  EXPECT_EQ(trace_text(test::output_frame(7, "password")), "output_stream_data 7, output, 8 bytes");
  EXPECT_EQ(trace_text(test::acknowledge_frame(5)), "acknowledge of 5");
  EXPECT_EQ(trace_text(test::service_frame(MessageType::pause_publication)),
            "pause_publication, 2 bytes");
  EXPECT_THAT(trace_text(as_bytes("secret")), HasSubstr("6 bytes that are no frame"));
  EXPECT_THAT(trace_text(as_bytes("secret")), Not(HasSubstr("secret")));
}

TEST(TraceText, SecretsOfAStreamUrlAreLeftOut) {
  for (const char* url : {"wss://host/v1/data-channel/a@b-1?X-Amz-Signature=secret",
                          "wss://user:secret@host/v1/data-channel/a@b-1#secret"}) {
    const SessionAction dial = Dial{url};
    EXPECT_EQ(trace_text(dial), "dial wss://host/v1/data-channel/a@b-1");
  }
  const SessionAction wrong = Dial{"wss://user:secret@/?secret"};
  EXPECT_THAT(trace_text(wrong), Not(HasSubstr("secret")));
}

TEST(TraceText, NoticesSayWhatTheUserIsTold) {
  const SessionAction lost = Notice(Lost{fail(Errc::connect, "it broke").error()});
  EXPECT_EQ(trace_text(lost), "notice: lost (it broke)");
  EXPECT_EQ(trace_text(SessionAction(Resume{})), "resume the session");
}

TEST(TraceText, WindowTellsWhatIsUnderWay) {
  test::Session session(test::port_options());
  session.open();
  session.type("x");
  EXPECT_THAT(window_trace_text(session.channel), HasSubstr("1 messages unacknowledged"));
}

}  // namespace
}  // namespace cloudx::ssm
