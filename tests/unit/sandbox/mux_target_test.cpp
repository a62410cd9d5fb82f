// The multiplexer's server, with the frames of xtaci/smux and with connections that the test holds
// the other end of.

#include "sandbox/agent/mux_target.hpp"

#include <deque>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/asio/detached.hpp>
#include <boost/json/parse.hpp>

#include "async/condition.hpp"
#include "base/encoding.hpp"
#include "sandbox/agent/mux_frame.hpp"
#include "unit/sandbox/asio_fixture.hpp"

namespace cloudx::sandbox {
namespace {

namespace asio = boost::asio;

// The far end of a connection, as the test plays it.
struct Far {
  explicit Far(const asio::any_io_executor& executor) : changed(executor) {}
  std::string received;
  std::string sending;
  bool ended = false;   // sends nothing more
  bool stuck = false;   // takes nothing
  bool closed = false;  // by the multiplexer
  async::Condition changed;
};

class FakeConnection final : public Target {
 public:
  explicit FakeConnection(std::shared_ptr<Far> far) : far_(std::move(far)) {}

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    while (far_->sending.empty() && !far_->ended && !far_->closed) co_await far_->changed.wait();
    const std::size_t size = std::min(into.size(), far_->sending.size());
    std::copy_n(far_->sending.begin(), size, into.begin());
    far_->sending.erase(0, size);
    co_return size;
  }
  asio::awaitable<Result<void>> write_all(ByteView data) override {
    while (far_->stuck && !far_->closed) co_await far_->changed.wait();
    far_->received += as_text(data);
    co_return Result<void>{};
  }
  void close() override {
    far_->closed = true;
    far_->changed.notify();
  }

 private:
  std::shared_ptr<Far> far_;
};

std::string frame(MuxCommand command, std::uint32_t stream, std::string_view payload = "") {
  Bytes out;
  append_mux_frame(command, stream, as_bytes(payload), out);
  return std::string(as_text(out));
}

class MuxTargetTest : public AsioTest {
 protected:
  void make(MuxOptions options = {}) {
    MuxEvents events;
    events.dial_failed = [this] { ++dial_failures; };
    events.stalled = [this] { ++stalls; };
    events.broken = [this](std::string why) { broken = std::move(why); };
    target =
        make_mux_target(io.get_executor(), [this] { return dial(); }, std::move(events), options);
  }
  asio::awaitable<Result<std::unique_ptr<Target>>> dial() {
    ++dialling;
    while (hold_dials) co_await dial_changed.wait();
    --dialling;
    if (refuse) co_return fail(Errc::connect, "refused");
    far.push_back(std::make_shared<Far>(io.get_executor()));
    co_return std::make_unique<FakeConnection>(far.back());
  }
  // Frames in, and everything that they lead to.
  void take(std::string frames) {
    asio::co_spawn(io, put(std::move(frames)), asio::detached);
    settle();
  }
  asio::awaitable<void> put(std::string frames) {
    taken = false;
    const auto done = co_await target->write_all(as_bytes(frames));
    taken = done.has_value();
  }
  // What the server has sent by now.
  std::string sent() {
    std::string all;
    bool more = true;
    while (more) {
      more = false;
      asio::co_spawn(io, read(all, more), asio::detached);
      settle();
    }
    return all;
  }
  asio::awaitable<void> read(std::string& all, bool& more) {
    if (reading) co_return;
    reading = true;
    const auto size = co_await target->read_some(buffer);
    reading = false;
    if (!size || *size == 0) {
      ended = true;
      co_return;
    }
    all += as_text(ByteView(buffer).first(*size));
    more = true;
  }

  Bytes buffer = Bytes(1 << 20);
  std::vector<std::shared_ptr<Far>> far;
  async::Condition dial_changed{io.get_executor()};
  bool hold_dials = false;
  bool refuse = false;
  int dialling = 0;
  int dial_failures = 0;
  int stalls = 0;
  bool taken = false;
  bool reading = false;
  bool ended = false;
  std::string broken;
  std::unique_ptr<Target> target;
};

TEST_F(MuxTargetTest, NothingIsDialledBeforeTheFirstStream) {
  make();
  settle();
  EXPECT_EQ(dialling, 0);
  EXPECT_TRUE(far.empty());
}

TEST_F(MuxTargetTest, DataThatComesBeforeTheConnectionWaitsForIt) {
  make();
  hold_dials = true;
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::data, 3, "hello"));
  EXPECT_TRUE(taken);
  hold_dials = false;
  dial_changed.notify();
  settle();
  EXPECT_EQ(far.at(0)->received, "hello");
}

TEST_F(MuxTargetTest, FramesMayBeCutAnywhere) {
  make();
  for (const char byte : frame(MuxCommand::open, 3) + frame(MuxCommand::data, 3, "hello")) {
    take(std::string(1, byte));
  }
  EXPECT_EQ(far.at(0)->received, "hello");
}

TEST_F(MuxTargetTest, StreamsAreDialledForOneAtATime) {
  make();
  hold_dials = true;
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::open, 5) + frame(MuxCommand::open, 3));
  EXPECT_EQ(dialling, 1);
  hold_dials = false;
  dial_changed.notify();
  settle();
  EXPECT_EQ(far.size(), 2U);
}

TEST_F(MuxTargetTest, RefusedDialIsReportedAndClosesTheStreamAlone) {
  make();
  refuse = true;
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::data, 3, "lost"));
  EXPECT_EQ(dial_failures, 1);
  EXPECT_EQ(sent(), frame(MuxCommand::close, 3));
  refuse = false;
  take(frame(MuxCommand::open, 5) + frame(MuxCommand::data, 5, "kept"));
  EXPECT_EQ(far.at(0)->received, "kept");
}

TEST_F(MuxTargetTest, AnswersAreCutAtTheLargestFrame) {
  make();
  take(frame(MuxCommand::open, 5));
  std::string answer(40000, '\0');
  for (std::size_t i = 0; i < answer.size(); ++i) answer[i] = static_cast<char>(i % 251);
  far.at(0)->sending = answer;
  far.at(0)->changed.notify();
  settle();
  EXPECT_EQ(sent(), frame(MuxCommand::data, 5, answer.substr(0, 32768)) +
                        frame(MuxCommand::data, 5, answer.substr(32768)));
}

TEST_F(MuxTargetTest, ClosedStreamIsDrainedThenItsConnectionIsClosedWhole) {
  make();
  take(frame(MuxCommand::open, 3));
  far.at(0)->stuck = true;
  take(frame(MuxCommand::data, 3, "last words") + frame(MuxCommand::close, 3));
  EXPECT_FALSE(far.at(0)->closed);
  far.at(0)->stuck = false;
  far.at(0)->changed.notify();
  settle();
  EXPECT_EQ(far.at(0)->received, "last words");
  EXPECT_TRUE(far.at(0)->closed);
  EXPECT_EQ(sent(), frame(MuxCommand::close, 3));
}

TEST_F(MuxTargetTest, EndOfTheConnectionClosesTheStreamAndLaterDataIsDropped) {
  make();
  take(frame(MuxCommand::open, 3));
  far.at(0)->sending = "bye";
  far.at(0)->ended = true;
  far.at(0)->changed.notify();
  settle();
  EXPECT_EQ(sent(), frame(MuxCommand::data, 3, "bye") + frame(MuxCommand::close, 3));
  take(frame(MuxCommand::data, 3, "late") + frame(MuxCommand::close, 3));
  EXPECT_EQ(far.at(0)->received, "");
  EXPECT_EQ(sent(), "");
  EXPECT_EQ(broken, "");
}

TEST_F(MuxTargetTest, FullReceiveBufferStopsReadingUntilSomebodyTakes) {
  make({.receive_buffer = 100'000});
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::open, 5));
  far.at(0)->stuck = true;
  std::string much;
  for (int i = 0; i < 3; ++i) much += frame(MuxCommand::data, 3, std::string(60'000, 'x'));
  // The connection has taken one piece before it is stuck: the second frame overdraws the bucket,
  // and after that piece the third one does.
  take(much + frame(MuxCommand::data, 5, "other"));
  EXPECT_EQ(stalls, 2);
  EXPECT_FALSE(taken);
  EXPECT_EQ(far.at(1)->received, "");
  far.at(0)->stuck = false;
  far.at(0)->changed.notify();
  settle();
  EXPECT_TRUE(taken);
  EXPECT_EQ(far.at(0)->received.size(), 180'000U);
  EXPECT_EQ(far.at(1)->received, "other");
}

TEST_F(MuxTargetTest, WhatAClosedStreamHeldGoesBackToTheBuffer) {
  make({.receive_buffer = 1000});
  take(frame(MuxCommand::open, 3));
  hold_dials = true;
  take(frame(MuxCommand::open, 5) + frame(MuxCommand::data, 5, std::string(2000, 'x')) +
       frame(MuxCommand::data, 3, "through"));
  EXPECT_EQ(stalls, 1);
  refuse = true;
  hold_dials = false;
  dial_changed.notify();
  settle();
  EXPECT_TRUE(taken);
  EXPECT_EQ(far.at(0)->received, "through");
}

TEST_F(MuxTargetTest, WithKeepaliveItSendsNopsAndExpectsFrames) {
  make({.keepalive = true,
        .idle_interval = std::chrono::milliseconds(1),
        .idle_limit = std::chrono::milliseconds(20)});
  run_until([this] { return !broken.empty(); });
  EXPECT_EQ(broken, "keepalive timeout");
  EXPECT_TRUE(sent().starts_with(frame(MuxCommand::idle, 0)));
  EXPECT_TRUE(ended);
}

TEST_F(MuxTargetTest, CloseClosesEveryConnection) {
  make();
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::open, 5));
  target->close();
  settle();
  EXPECT_TRUE(far.at(0)->closed);
  EXPECT_TRUE(far.at(1)->closed);
}

boost::json::array vectors() {
  std::ifstream file(CLOUDX_TEST_DATA "/smux/frames.json");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return boost::json::parse(text).at("frames").as_array();
}

std::string wire_of(const std::string& name) {
  for (const boost::json::value& vector : vectors()) {
    if (vector.at("name").as_string() != name) continue;
    const auto bytes = unhex(vector.at("wireHex").as_string());
    return std::string(as_text(*bytes));
  }
  ADD_FAILURE() << name;
  return {};
}

TEST_F(MuxTargetTest, FramesOfTheOriginalAreUnderstood) {
  make();
  take(wire_of("client_open_first_stream") + wire_of("psh_hello") + wire_of("psh_empty") +
       wire_of("nop_keepalive") + wire_of("psh_unknown_stream") +
       wire_of("client_open_second_stream") + wire_of("psh_one_byte") + wire_of("fin_stream_3"));
  EXPECT_EQ(far.at(0)->received, "hello");
  EXPECT_TRUE(far.at(0)->closed);
  EXPECT_EQ(far.at(1)->received, "\n");
  EXPECT_EQ(broken, "");
  EXPECT_EQ(sent(), wire_of("fin_stream_3"));
}

TEST_F(MuxTargetTest, ThreeFramesInOneMessageAreUnderstood) {
  make();
  take(wire_of("coalesced_three_frames"));
  EXPECT_EQ(far.at(0)->received, "a");
  EXPECT_TRUE(far.at(0)->closed);
}

TEST_F(MuxTargetTest, StreamIdIsLittleEndian) {
  make();
  take(frame(MuxCommand::open, 0x01020305) + wire_of("large_stream_id"));
  EXPECT_EQ(far.at(0)->received, "z");
}

TEST_F(MuxTargetTest, LongestFrameIsTaken) {
  make();
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::data, 3, std::string(65535, 'U')));
  EXPECT_EQ(far.at(0)->received.size(), 65535U);
}

TEST_F(MuxTargetTest, WrongVersionOrCommandEndsIt) {
  for (const char* name : {"invalid_version", "invalid_command"}) {
    broken.clear();
    ended = false;
    make();
    take(wire_of(name));
    EXPECT_EQ(broken, "invalid protocol") << name;
    EXPECT_FALSE(taken);
    EXPECT_EQ(sent(), "");
    EXPECT_TRUE(ended);
  }
}

TEST_F(MuxTargetTest, UpdateOfVersionTwoIsReadAndIgnored) {
  make();
  take(frame(MuxCommand::open, 3) + frame(MuxCommand::update, 3) + "12345678" +
       frame(MuxCommand::data, 3, "on"));
  EXPECT_EQ(far.at(0)->received, "on");
}

}  // namespace
}  // namespace cloudx::sandbox
