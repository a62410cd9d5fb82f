#pragma once
// The client's end: the channel's state machine, driven as src/tunnel does (tunnel.cpp,
// connection.cpp), over the simulated service and a simulated local side.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/resume_policy.hpp"
#include "simulation/byte_stream.hpp"
#include "simulation/receiving_monitor.hpp"
#include "simulation/sending_monitor.hpp"
#include "simulation/service.hpp"

namespace cloudx::simulation {

class Client final : public ClientPort {
 public:
  Client(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Service& service);

  void start();

  void connected(std::uint64_t link) override;
  void dial_failed() override;
  void arrived(std::uint64_t link, const Bytes& frame, bool intact) override;
  void closed(std::uint64_t link) override;
  void resumed(const Resumed& answer) override;

  // --- The local side
  void produce(std::uint64_t size);
  void end_input();
  void lose_output();
  void stop();
  void slow_reader(Duration lasting);
  void sleep(Duration lasting);  // nothing runs meanwhile; afterwards everything at once
  void calm();                   // no late timers, and no more input than has been read

  // --- State
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] bool opened() const { return was_open_; }
  [[nodiscard]] std::uint64_t produced() const { return produced_; }
  [[nodiscard]] std::uint64_t written() const { return written_; }  // local output
  [[nodiscard]] const ssm::Channel& channel() const { return channel_; }
  void check() const;      // after every event
  void check_end() const;  // when done: that there was a reason

 private:
  [[nodiscard]] ssm::Instant now() const { return client_clock(scheduler_.now()); }
  bool postponed(std::function<void()> action);
  void pump();
  void pump_soon();
  void arm();
  void on_deadline();
  void read_local();
  void tell_input_end();
  void write_frames();
  void collect_frames();
  void batch_written();
  void drop_batch();
  void watch_frame(const ssm::OutgoingFrame& frame);
  void write_local();
  void local_written(std::size_t size);
  void read_messages();
  void watch(const Bytes& frame, bool intact);
  void alive();
  void restore();
  void give_up();
  void finish();

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  Service& service_;
  Random random_;
  ByteStream up_;
  SendingMonitor sending_;
  ReceivingMonitor receiving_;
  ssm::Channel channel_;
  ssm::ResumePolicy policy_;
  std::string token_;
  std::uint64_t link_ = 0;
  Time link_since_ = kStart;
  std::deque<std::pair<Bytes, bool>> unread_;  // frames, and whether they are intact
  Time read_at_ = kStart;                      // when the next one may be read
  Time alive_at_ = kStart;                     // when the way to the service was last known to work
  std::optional<Time> armed_;
  bool armed_for_pacer_ = false;           // then a deadline comes with each few messages
  std::uint64_t timer_ = 0;                // counts the settings; an older one fires in vain
  std::uint64_t writer_ = 0;               // counts the websockets' writers
  std::vector<ssm::OutgoingFrame> batch_;  // being written: views into the channel
  bool pump_pending_ = false;
  bool writing_local_ = false;
  bool gate_open_ = false;
  bool late_ = true;
  Time asleep_until_ = kStart;
  Time reader_slow_until_ = kStart;
  std::uint64_t produced_ = 0;
  std::uint64_t read_ = 0;
  std::span<const std::span<std::uint8_t>> reading_into_;  // empty: no read is pending
  Bytes output_;
  std::uint64_t written_ = 0;
  bool input_ended_ = false;
  bool input_end_told_ = false;
  bool was_open_ = false;
  bool stopped_ = false;
  bool output_gone_ = false;
  bool gave_up_ = false;
  bool finishing_ = false;
  bool done_ = false;
};

}  // namespace cloudx::simulation
