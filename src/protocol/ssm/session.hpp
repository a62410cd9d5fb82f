#pragma once
// The whole life of one session at the client's end, as a state machine: the first websocket,
// refusals, losses and resumes with their limits, the data key, the gate before the local side, a
// silent agent, the end, and how it came. Events with their time go in, actions, frames, local
// bytes and one deadline come out; there is no socket, clock or randomness in it. It drives the
// data channel (channel.hpp), and is driven by tunnel::Tunnel and by the simulation.
// docs/data-channel.md has the protocol.
//
// The driver tells an event, then performs every next_action(), moves what can move (frames, local
// bytes, messages), and calls tick() at the deadline().

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/ssm/agent_watch.hpp"
#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/loss_report.hpp"
#include "protocol/ssm/pause_report.hpp"
#include "protocol/ssm/reconnection.hpp"
#include "protocol/ssm/session_types.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class Session {
 public:
  // `random` fills message ids and nonces, `jitter` gives numbers in [0, 1) for pauses.
  Session(const SessionOptions& options, RandomSource random, std::function<double()> jitter);

  // --- Events of the connection

  void start();  // once; after stop() it dials nothing
  void dialled(Instant now);
  void dial_failed(Error why, Instant now);
  // The websocket is gone; its last frames_written() has been called.
  void lost(Error why, Instant now);
  void message(ByteView bytes, Instant now);  // while wants_messages()
  void resumed(Result<ResumedSession> answer, Instant now);
  void data_key(const Result<DataKey>& key, Instant now);
  void agent_looked_at(FarEnd found, Instant now);
  void terminated(const Result<void>& answer, Instant now);
  void closed(Instant now);
  void tick(Instant now);
  // Ends the session from here.
  void stop(Instant now);

  // --- Events of the local side

  // Until this is called nothing local is read, and bytes for the local side are received,
  // acknowledged and held back, also when the session ends meanwhile: then either this or stop()
  // finishes it.
  void open_gate(Instant now);
  void input_read(std::size_t count, Instant now);  // so much of input_space()
  void input_ended(Instant now);
  void output_written(Instant now);              // all that take_output() gave
  void output_closed(Instant now);               // nobody reads it any more
  void resized(TerminalSize size, Instant now);  // the local terminal, see Channel::resize()

  // --- What to do

  [[nodiscard]] std::optional<SessionAction> next_action();
  [[nodiscard]] std::optional<TimePoint> deadline(Instant now) const;

  // Collects the next messages to write, at most one batch of them. They stay where they are until
  // frames_written().
  void next_frames(std::vector<OutgoingFrame>& into, Instant now);
  void frames_written() { channel_.frames_written(); }  // or lost
  [[nodiscard]] bool has_frame(Instant now) const;
  // False: the websocket is to be left unread.
  [[nodiscard]] bool wants_messages(Instant now) const;
  [[nodiscard]] bool wants_input() const;
  // Where local bytes are read to, see Channel::input_space().
  [[nodiscard]] std::span<const std::span<std::uint8_t>> input_space();
  [[nodiscard]] bool has_output() const;
  OutputStream take_output(Bytes& into);  // see Channel::take_output()

  // --- State

  // Nothing is read from the websocket or the local side any more; output may still have to be
  // written.
  [[nodiscard]] bool ended() const { return channel_.end().has_value(); }
  [[nodiscard]] bool finished() const { return stage_ == Stage::finished; }
  [[nodiscard]] bool was_open() const { return was_open_; }
  // How many of the local bytes the agent has acknowledged, in order.
  [[nodiscard]] std::uint64_t delivered() const { return channel_.window().delivered(); }
  [[nodiscard]] const Channel& channel() const { return channel_; }
  [[nodiscard]] SessionOutcome outcome() const;  // once it has ended

 private:
  enum class Retry : std::uint8_t { dial, resume };
  enum class Stage : std::uint8_t { running, flushing, terminating, closing, finished };

  void advance(Instant now);
  void advance_end(TimePoint now);
  void on_open(TimePoint now);
  void watch_agent(TimePoint now);
  void begin_retry(TimePoint now);
  void dial();
  void restore(Error why, Instant now);
  void resume_later(Error why, Instant now);
  void alive();
  void give_up(Error why, Instant now);
  void notify(Notice notice) { act(std::move(notice)); }
  void act(SessionAction action) { actions_.push_back(std::move(action)); }
  [[nodiscard]] bool is_flushed() const;
  [[nodiscard]] bool owes_input() const;

  Channel channel_;
  Reconnection reconnection_;
  LossReport loss_report_;
  PauseReport pause_report_;
  AgentWatch agent_watch_;
  std::function<PayloadChoice(std::string_view)> choose_payload_;
  std::deque<SessionAction> actions_;
  std::optional<std::pair<Retry, TimePoint>> retry_;
  std::optional<TimePoint> dialled_at_;    // of the websocket that there is
  std::optional<TimePoint> unread_until_;  // the websocket is left alone
  std::size_t writing_output_ = 0;         // bytes that take_output() gave and are not written yet
  Stage stage_ = Stage::running;
  bool lost_ = false;  // and not restored yet
  bool gate_open_ = false;
  bool was_open_ = false;
  bool was_restored_ = false;
  bool answered_ = false;  // a byte has come from the target
  bool output_closed_ = false;
  bool input_ended_ = false;
  bool stopped_ = false;
  std::optional<Error> failure_;
  std::optional<Error> not_terminated_;
};

}  // namespace cloudx::ssm
