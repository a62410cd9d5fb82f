#pragma once
// A tunnel between in-memory twins and a model agent, in virtual time.

#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/ssm/control.hpp"
#include "tunnel/tunnel.hpp"
#include "unit/protocol/ssm/model_agent.hpp"
#include "unit/tunnel/fakes.hpp"

namespace cloudx::tunnel::test {

using End = ssm::SessionOutcome::End;
using ssm::test::ModelAgent;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr std::string_view kUrl =
    "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s-1";

class TunnelTest : public testing::Test {
 protected:
  TunnelTest() {
    session.channel = ssm::test::port_options();
    session.token = Secret("first");
    session.stream_url = std::string(kUrl);
    opener.on_open = [this](FakeSocket& socket) { attach(socket); };
  }
  ~TunnelTest() override {
    if (tunnel && !result) {
      stop.request_stop();
      run_for(seconds(30));
    }
    EXPECT_FALSE(opener.overlapping_writes);
  }

  // The agent behind the service: joins on the first opening message.
  void attach(FakeSocket& socket) {
    socket.on_write = [this](bool text, const Bytes& bytes) {
      if (!text) {
        if (agent_hears) agent.receive(bytes, clock.now().at);
        return;
      }
      opens.push_back(ssm::parse_open(as_text(bytes)).value());
      if (opens.size() == 1 && agent_joins) agent.start(clock.now().at);
    };
  }

  void start() {
    TunnelParts parts;
    parts.service = &service;
    parts.opener = &opener;
    parts.pipe = &pipe;
    parts.clock = &clock;
    parts.observer = &observer;
    parts.random = ssm::test::repeatable_random();
    tunnel.emplace(io.get_executor(), session, std::move(parts));
    asio::co_spawn(io, live(), asio::detached);
    settle();
  }
  asio::awaitable<void> live() { result = co_await tunnel->run(stop.get_token()); }
  void start_open() {
    start();
    tunnel->open_gate();
    settle();
    ASSERT_EQ(observer.agent_version, "3.3.1142.0");
  }

  void settle() {
    do {
      io.restart();
    } while (io.poll() > 0);
  }
  void run_for(milliseconds time) {
    const ssm::TimePoint until = clock.now().at + time;
    for (;;) {
      settle();
      agent.pump(clock.now().at);
      agent.repeat(clock.now().at);
      settle();
      if (!clock.step(std::min(until, clock.now().at + milliseconds(10)))) {
        if (clock.now().at >= until || result) break;
        clock.move_to(std::min(until, clock.now().at + milliseconds(10)));
      }
    }
    settle();
  }
  // Another tunnel, after the end of one.
  void begin_again() {
    tunnel.reset();
    result.reset();
    opens.clear();
    pipe.reopen();
    agent = ModelAgent(agent_sends);
    observer = {};
    session.token = Secret("first");
  }
  // Until the tunnel has ended; the outcome.
  ssm::SessionOutcome finish() {
    for (int i = 0; i < 2000 && !result; ++i) run_for(seconds(1));
    EXPECT_TRUE(result.has_value());
    return result.value_or(ssm::SessionOutcome{});
  }
  void cut(Errc kind = Errc::connect) {
    opener.current->cut(fail(kind, "the connection broke").error());
    settle();
  }
  void closed_by_service(std::string_view output) {
    opener.current->send(ssm::test::closed_frame(output));
    settle();
  }

  asio::io_context io;
  VirtualClock clock;
  FakeService service;
  FakeOpener opener{io.get_executor()};
  FakePipe pipe{io.get_executor()};
  FakeObserver observer;
  ModelAgent::Send agent_sends = [this](Bytes frame) {
    if (opener.current && !opener.current->broken) opener.current->send(std::move(frame));
  };
  ModelAgent agent{agent_sends};
  std::vector<ssm::OpenDataChannel> opens;
  bool agent_joins = true;
  bool agent_hears = true;
  ssm::SessionOptions session;
  std::stop_source stop;
  std::optional<Tunnel> tunnel;
  std::optional<ssm::SessionOutcome> result;
};

}  // namespace cloudx::tunnel::test
