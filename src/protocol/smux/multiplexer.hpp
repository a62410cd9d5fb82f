#pragma once
// The client's end of smux, version 1, as a state machine between one byte stream (a session that
// forwards a port) and many local connections. Local bytes and what came from the agent go in, with
// the time where it matters; frames, local bytes and one deadline come out. It has no socket, clock
// or randomness of its own. docs/smux.md has the protocol and the reasons for the rules here.
//
// The driver calls an event, then looks at what has become possible: it asks next_changed() which
// connections may go on, reads frames while has_frames() and the session has room, and calls tick()
// at the deadline(). Every stream that open() gave is given back by close() or reset(), also when
// the agent has ended it.

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "protocol/smux/frame.hpp"
#include "protocol/smux/frame_writer.hpp"
#include "protocol/smux/in_flight.hpp"
#include "protocol/smux/schedule.hpp"
#include "protocol/smux/stream.hpp"

namespace cloudx::smux {

// Sizes are in bytes.
struct MultiplexerOptions {
  // Agents that check whether they are heard of need it (ssm::wants_keepalive).
  bool keepalive = false;
  std::size_t send_buffer = 64U << 10;    // of each stream
  std::size_t receive_limit = 16U << 20;  // of all streams together
  // What may be under way: given to the transport, and not known to have arrived. The agent stops
  // reading, and all streams with it, when 4 MiB wait for its destinations. `reserve` is on top of
  // `in_flight_limit`, for sparse streams alone.
  std::size_t in_flight_limit = 2U << 20;
  std::size_t stream_in_flight_limit = 1U << 20;
  std::size_t in_flight_reserve = 64U << 10;
  // A stream whose input has ended is closed when nothing has arrived for so long.
  std::chrono::steady_clock::duration grace = std::chrono::seconds(5);
  // So many streams may wait to be accepted by the agent. One that has 1024 of them stops reading,
  // and when a destination then refuses, it hangs for ever.
  std::uint32_t unaccepted_limit = 1000;
  StreamId first_stream = 3;  // as of the library; odd
};

class Multiplexer {
 public:
  Multiplexer(MultiplexerOptions options, TimePoint now);
  // Streams are pointed to from within.
  Multiplexer(const Multiplexer&) = delete;
  Multiplexer& operator=(const Multiplexer&) = delete;
  ~Multiplexer() = default;

  // --- The local side. Numbers that are not those of a stream are ignored.

  // nullopt: the numbers are used up, or the session has failed; it takes a new session.
  [[nodiscard]] std::optional<StreamId> open();
  // Takes as much as there is room for and tells how much that was. What is taken goes out, unless
  // the agent has ended the stream or will do so before.
  std::size_t write(StreamId id, ByteView bytes);
  [[nodiscard]] std::size_t room(StreamId id) const;
  // No more will be written, but what the agent sends is still wanted: a half-close, which smux
  // does not have. The stream is closed when nothing has come for the grace time.
  void end_input(StreamId id, TimePoint now);
  // As end_input() without the grace time: the stream is closed as soon as what was written has
  // arrived. What the agent sends until its own end of it is still given out.
  void finish(StreamId id);
  // The connection is gone; what was written still goes out, and when it has arrived, the stream is
  // closed. The number is given back.
  void close(StreamId id);
  // As close(), but what was written and has not gone out is dropped.
  void reset(StreamId id);

  [[nodiscard]] bool readable(StreamId id) const;
  // Moves the received bytes out; they count against the limit until they are consumed().
  void take(StreamId id, Bytes& into);
  void consumed(StreamId id, std::size_t count);
  // Nothing will come but what is readable(), and nothing can be written.
  [[nodiscard]] bool remote_ended(StreamId id) const;

  // A stream that has become readable, has been ended by the agent, or has room again after it had
  // not taken all; each is told once, until something new happens to it.
  [[nodiscard]] std::optional<StreamId> next_changed();

  // --- The transport

  [[nodiscard]] bool has_frames() const;
  // Fills the pieces from the front and tells how many bytes that made. They have to hold at least
  // kHeaderSize + 1 bytes together.
  std::size_t read_frames(std::span<const std::span<std::uint8_t>> pieces);
  // So many more bytes of the frames, in order, have been acknowledged by the agent.
  void delivered(std::size_t count, TimePoint now);
  // False while so much waits for local connections that no more should be read, or after a
  // failure.
  [[nodiscard]] bool wants_feed() const;
  // Bytes from the agent, cut anywhere. Takes all of them, also when wants_feed() is false.
  void feed(ByteView bytes, TimePoint now);

  // --- Time

  [[nodiscard]] std::optional<TimePoint> deadline() const;
  void tick(TimePoint now);

  // --- State

  // Why the session cannot go on: the agent has broken the protocol. Nothing is sent any more.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  // Those that take memory: they are open, or their close has not gone out.
  [[nodiscard]] std::size_t streams() const { return streams_.size(); }
  [[nodiscard]] std::size_t received() const { return received_; }  // bytes not consumed
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }

 private:
  [[nodiscard]] Stream* find(StreamId id);
  [[nodiscard]] const Stream* find(StreamId id) const;
  void tell(Stream& stream);
  void forget(Stream& stream);
  void release_received(Stream& stream);
  void let_go(Stream& stream);
  void wait_for_answers(Stream& stream, TimePoint now);
  void look_again(Stream& stream, std::optional<TimePoint> at);
  void close_if_done(Stream& stream);
  void update_turn(Stream& stream, bool had_nothing);

  [[nodiscard]] bool may_open() const;
  [[nodiscard]] bool bulk_may_send() const;
  [[nodiscard]] bool sparse_may_send() const;
  void write_control(FrameWriter& into);
  void write_syns(FrameWriter& into);
  void write_fins(FrameWriter& into);
  bool write_data(FrameWriter& into);
  void note_sent(Stream& stream, std::size_t size);

  void receive(const Fragment& fragment, TimePoint now);
  void receive_data(Stream& stream, ByteView payload, TimePoint now);
  void receive_fin(Stream& stream);

  MultiplexerOptions options_;
  std::unordered_map<StreamId, Stream> streams_;
  std::optional<StreamId> next_id_;
  std::deque<StreamId> changed_;
  std::optional<Error> failure_;

  // Towards the agent
  std::set<StreamId> opening_;   // no SYN yet
  std::deque<Stream*> closing_;  // nothing left to send but FIN
  StreamId newest_opened_;       // the last number that went out with a SYN
  StreamId newest_accepted_;     // the agent has accepted this one, and all before it
  Schedule schedule_;
  InFlight in_flight_;
  std::optional<TimePoint> keepalive_at_;
  bool keepalive_due_ = false;
  std::set<std::pair<TimePoint, StreamId>> graces_;  // each stream with a grace_at

  // From the agent
  FrameDecoder decoder_;
  std::size_t received_ = 0;
};

}  // namespace cloudx::smux
