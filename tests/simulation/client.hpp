#pragma once
// The client's end: the session's state machine over the simulated service and a simulated local
// side. What it decides is the machine's; here is only when things take place.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "protocol/ssm/session.hpp"
#include "simulation/byte_stream.hpp"
#include "simulation/receiving_monitor.hpp"
#include "simulation/sending_monitor.hpp"
#include "simulation/service.hpp"

namespace cloudx::simulation {

class Client final : public ClientPort {
 public:
  Client(Scheduler& scheduler, Journal& journal, const Scenario& scenario, Service& service);

  void start();

  // --- ClientPort
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
  [[nodiscard]] bool done() const { return session_.finished(); }
  [[nodiscard]] std::uint64_t produced() const { return produced_; }
  [[nodiscard]] std::uint64_t written() const { return written_; }  // local output
  [[nodiscard]] const ssm::Channel& channel() const { return session_.channel(); }
  void check() const;      // after every event
  void check_end() const;  // when done: that there was a reason

 private:
  [[nodiscard]] ssm::Instant now() const { return client_clock(scheduler_.now()); }
  bool postponed(std::function<void()> action);
  // client.cpp
  void step();
  void step_soon();
  void perform(const ssm::SessionAction& action);
  void connect_again(const std::function<void()>& how);
  void answer_look();
  void arm();
  void on_deadline();
  void check_reason_to_give_up() const;
  // client_data.cpp
  void read_messages();
  void watch(const Bytes& frame, bool intact);
  void read_local();
  void write_frames();
  void batch_written();
  void drop_batch();
  void watch_frame(const ssm::OutgoingFrame& frame);
  void write_local();
  void local_written(std::size_t size);

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  Service& service_;
  Random random_;
  ByteStream up_;
  SendingMonitor sending_;
  ReceivingMonitor receiving_;
  ssm::Session session_;
  std::uint64_t link_ = 0;
  Time link_since_ = kStart;
  Time alive_at_ = kStart;                     // when the way to the service was last known to work
  std::deque<std::pair<Bytes, bool>> unread_;  // frames, and whether they are intact
  std::optional<Time> armed_;
  bool armed_for_pacer_ = false;           // then a deadline comes with each few messages
  std::uint64_t timer_ = 0;                // counts the settings; an older one fires in vain
  std::uint64_t writer_ = 0;               // counts the websockets' writers
  std::vector<ssm::OutgoingFrame> batch_;  // being written: views into the channel
  bool step_pending_ = false;
  bool writing_local_ = false;
  bool gate_opened_ = false;
  bool ended_ = false;
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
  bool stopped_ = false;
  bool output_gone_ = false;
};

}  // namespace cloudx::simulation
