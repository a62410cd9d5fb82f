#pragma once
// One session on the data channel, the client's end, as a state machine: events with their time in,
// frames, local bytes and deadlines out. No socket, clock or randomness of its own, so the same
// events always give the same frames. The driver calls an event, then takes what has become
// available: next_frame(), take_output(), take_data_key_request(), deadline(), end().
//
// Which kinds of session it runs is an option. All but the terminal ones begin with a handshake:
// output without one opens a session only where a terminal is accepted, and is a failure elsewhere,
// not data.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/uuid.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/message_pacer.hpp"
#include "protocol/ssm/payload_size_discovery.hpp"
#include "protocol/ssm/received_output.hpp"
#include "protocol/ssm/reorder_buffer.hpp"
#include "protocol/ssm/responder.hpp"
#include "protocol/ssm/send_window.hpp"
#include "protocol/ssm/session_kind.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

struct ChannelOptions {
  std::string session_id;
  std::string target;  // as given to StartSession: part of the encryption context
  SessionKinds kinds{SessionKind::raw_port};
  std::string client_version{kClientVersion};  // see is_client_version()
  // Larger payloads than the official client's are tried out when there is much to send on a path
  // fast enough for them, and used once a message of that size was acknowledged.
  PayloadChoice payload;
  MessagePacer::Rate message_rate;  // nullopt: as many as there are
  WindowLimit window;
  ReorderLimit reorder;
  std::size_t output_buffer = 4U << 20;  // received bytes not yet written to the local side
  std::chrono::steady_clock::duration handshake_limit = std::chrono::seconds(30);
  // An agent says that the handshake is complete before it is ready for data, and for a moment
  // acknowledges and drops what comes. No data is sent for so long where it could come that soon.
  std::chrono::steady_clock::duration settling_time = std::chrono::milliseconds(10);
  // How long the remote may be silent once local input has ended and is delivered; nullopt: for
  // ever, as far as this client is concerned.
  std::optional<std::chrono::steady_clock::duration> quiet_limit = std::chrono::seconds(5);
  // Takes the place of quiet_limit while the service says that the agent is away.
  std::chrono::steady_clock::duration paused_limit = std::chrono::minutes(2);
  std::chrono::steady_clock::duration terminate_limit = std::chrono::seconds(2);
};

// Fills the span with random bytes: message ids and nonces.
using RandomSource = std::function<void(std::span<std::uint8_t>)>;

enum class Phase : std::uint8_t {
  connecting,   // no websocket has been opened yet
  handshaking,  // waiting for the agent; nothing local is accepted
  open,         // bytes flow (also while the websocket is lost and about to be resumed)
  closing,      // TerminateSession flag sent, waiting for its acknowledge
  closed,       // see end()
};

struct ChannelEnd {
  enum class Kind : std::uint8_t {
    remote,      // channel_closed; `text` is for the user, empty for a normal end
    terminated,  // terminate() or output_closed()
    quiet,       // local input ended, all of it delivered, and the remote quiet for its limit
    failed,      // `text` says why
  };
  Kind kind = Kind::failed;
  std::string text;
};

struct OutgoingFrame {
  bool text = false;
  ByteView bytes;
};

class Channel {
 public:
  Channel(ChannelOptions options, RandomSource random);

  // --- Events

  // A websocket is open, the first or a resumed one; `token` is of StartSession or ResumeSession.
  void opened(Secret token, Instant now);
  void lost(Instant now);                               // it is gone, without channel_closed
  void message(ByteView bytes, Instant now);            // a binary websocket message
  void commit_input(std::size_t count, Instant now);    // so much of input_space() is local data
  void end_input(Instant now);                          // no more will come
  void output_written(std::size_t count, Instant now);  // of what take_output() gave
  void output_closed(Instant now);  // nobody reads the local output any more: ends the session
  void terminate(Instant now);      // ends the session from here
  // The local terminal's. A session with a terminal is told it once it is open, and each other one
  // then; sessions of other kinds have no use for it. The agent's begins without a size, so none is
  // told where there is none here.
  void resize(TerminalSize size, Instant now);
  void data_key(const Result<DataKey>& key, Instant now);
  void tick(Instant now);  // the deadline has come
  // Once the agent's version is known, and before any data: what is known of such agents.
  void choose_payload(PayloadChoice choice) { probe_.choose(choice); }

  // --- What to do

  // The next websocket message to write. False when there is none now, or no room for one more in
  // this batch. The bytes stay where they are until frames_written(), so that the driver can
  // collect a batch and write it at once.
  [[nodiscard]] bool next_frame(OutgoingFrame& into, Instant now);
  void frames_written();  // or lost: the views are not used any more
  [[nodiscard]] bool has_frame(Instant now) const;
  [[nodiscard]] bool accepts_input() const;
  // True as accepts_input(), but once the window was full only when a part of it is free again:
  // what comes now waits behind the rest anyway, and many messages at once cost less each.
  [[nodiscard]] bool wants_input() const;
  // Where local bytes are read to, without a copy: one piece for each message to come, in order.
  // Valid until commit_input(); at least one piece while accepts_input().
  [[nodiscard]] std::span<const std::span<std::uint8_t>> input_space();
  // False while the local side leaves so much unread that what comes next might find no room, or so
  // many acknowledges wait to be written. A message without room would have to be repeated, and
  // agents repeat one in each round trip: better to leave the websocket unread (as
  // session-manager-plugin does). In the first case nothing is sent meanwhile either, because its
  // acknowledges are not seen.
  [[nodiscard]] bool wants_messages() const;
  // How long to leave the websocket unread after this message: not at all, but for a new one behind
  // a gap when the reorder buffer gets full.
  [[nodiscard]] std::chrono::milliseconds read_pause() const;
  [[nodiscard]] bool has_output() const { return !local_.empty(); }
  // Moves the received bytes out, in order, up to those of another stream, and says which it is;
  // they count against the bound until output_written().
  OutputStream take_output(Bytes& into);
  // How often the agent has said that it could not connect to the port, since the last call.
  [[nodiscard]] int take_refusals() { return std::exchange(refusals_, 0); }
  [[nodiscard]] std::optional<DataKeyRequest> take_data_key_request() {
    return handshake_.take_data_key_request();
  }
  // When to call tick(), then next_frame(). A frame that can be written already has no deadline: a
  // driver that is busy writing must not be woken for it.
  [[nodiscard]] std::optional<TimePoint> deadline(Instant now) const;

  // --- State

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] const std::optional<ChannelEnd>& end() const { return end_; }
  // The service has told that the session is over: nothing is left to terminate.
  [[nodiscard]] bool service_closed() const { return service_closed_; }
  // After the end, all local bytes written: later output had arrived, but not what comes before it.
  [[nodiscard]] bool truncated() const { return reorder_.gap(); }
  // After the end: not everything that was taken from the local side has been acknowledged.
  [[nodiscard]] bool undelivered() const { return window_.holds_data(); }
  [[nodiscard]] const std::string& agent_version() const { return handshake_.agent_version(); }
  // Once it is open.
  [[nodiscard]] std::optional<SessionKind> kind() const { return kind_; }
  [[nodiscard]] const Properties& properties() const { return handshake_.properties(); }
  // Of a command with separate output that has ended; -1: by a signal.
  [[nodiscard]] std::optional<std::int64_t> exit_code() const { return exit_code_; }
  [[nodiscard]] const std::string& customer_message() const { return customer_message_; }
  [[nodiscard]] const SendWindow& window() const { return window_; }
  [[nodiscard]] std::size_t payload_size() const { return probe_.payload_size(); }
  // See PayloadSizeDiscovery.
  [[nodiscard]] std::optional<std::size_t> payload_learnt() const { return probe_.learnt(); }
  // Something is to be written that only the limit of messages keeps back.
  [[nodiscard]] bool waits_for_pacer(Instant now) const;
  [[nodiscard]] const MessagePacer& pacer() const { return pacer_; }
  [[nodiscard]] std::uint64_t discarded() const { return discarded_; }  // malformed messages
  // The last sign of the agent itself: a numbered message or an acknowledge.
  [[nodiscard]] TimePoint heard_at() const { return heard_at_; }

 private:
  enum class Consumed : std::uint8_t { yes, not_ready, failed };
  struct Receipt {
    Uuid id;
    std::int64_t sequence = 0;
  };
  using ReceiptFrame =
      std::array<std::uint8_t, kFrameHeaderSize + std::tuple_size_v<AcknowledgeBuffer>>;

  void on_stream(const Frame& frame, Instant now);
  void on_acknowledge(ByteView payload, Instant now);
  void on_channel_closed(ByteView payload);
  Consumed consume(PayloadType type, ByteView payload, Instant now);
  Consumed consume_request(ByteView payload, Instant now);
  Consumed consume_challenge(ByteView payload, Instant now);
  Consumed consume_complete(ByteView payload, Instant now);
  Consumed consume_output(PayloadType type, ByteView payload, Instant now);
  Consumed consume_exit_code(ByteView payload);
  Consumed begin_without_handshake(Instant now);
  [[nodiscard]] std::optional<ByteView> opened_payload(ByteView payload);
  void on_agent_flag(ByteView payload);
  void become_open(SessionKind kind, Instant now);
  void send_size(Instant now);
  [[nodiscard]] bool takes_errors() const { return kind_ == SessionKind::command; }
  [[nodiscard]] bool is_terminal() const { return kind_ == SessionKind::terminal; }
  void drain_reordered(Instant now);
  std::int64_t send_payload(PayloadType type, ByteView payload, Instant now);
  void send_data(Bytes frame, Instant now);
  [[nodiscard]] std::size_t message_size() const {
    return std::min(probe_.payload_size(), window_.payload_limit());
  }
  void probe_payload(std::size_t at_hand, Instant now);
  void withdraw_probe(Instant now);
  void send_tail_probe(Instant now);
  [[nodiscard]] FrameHeader stream_header(PayloadType type, Instant now);
  [[nodiscard]] Uuid new_id();
  [[nodiscard]] Nonce new_nonce();
  void discard();
  void begin_close(ChannelEnd end, Instant now);
  void let_agent_settle(TimePoint now);
  [[nodiscard]] bool flag_is_understood() const;
  [[nodiscard]] std::optional<TimePoint> quiet_deadline() const;
  [[nodiscard]] std::optional<TimePoint> phase_deadline() const;
  Consumed fail_session(std::string reason);
  void finish(ChannelEnd end);
  [[nodiscard]] bool next_data(OutgoingFrame& into, Instant now);
  [[nodiscard]] bool next_receipt(OutgoingFrame& into, Instant now);
  [[nodiscard]] bool receipt_waits(std::int64_t number) const;
  [[nodiscard]] bool backlogged() const;
  [[nodiscard]] bool something_waits(Instant now) const;
  [[nodiscard]] bool turn_of_data(Instant now) const;
  [[nodiscard]] bool receipts_wait() const { return receipts_given_ < receipts_.size(); }
  void encode_open();

  ChannelOptions options_;
  RandomSource random_;
  std::string client_id_;
  Phase phase_ = Phase::connecting;
  bool connected_ = false;
  std::optional<Secret> token_;  // of an opening message that has not been written yet
  HandshakeResponder handshake_;
  std::optional<SessionKind> kind_;
  TerminalSize terminal_;       // of the local terminal
  TerminalSize told_terminal_;  // that the agent knows
  std::string customer_message_;
  PayloadSizeDiscovery probe_;
  MessagePacer pacer_;
  int receipts_in_a_row_ = 0;
  SendWindow window_;
  ReorderBuffer reorder_;
  bool widened_ = false;  // the last message was a new one for the reorder buffer
  // Acknowledges to write, after those already given out; they stay true over a reconnect.
  std::vector<Receipt> receipts_;
  std::size_t receipts_given_ = 0;
  std::vector<ReceiptFrame> receipt_frames_;  // of the present batch
  std::vector<Bytes> space_;                  // frames that local bytes are being read into
  std::vector<std::span<std::uint8_t>> pieces_;
  std::string opening_;  // the message that opens the channel, while it is written
  ReceivedOutput local_;
  Bytes plain_;            // of the payload that was decrypted last
  std::size_t taken_ = 0;  // bytes given out by take_output() and not yet written
  bool local_ended_ = false;
  bool discard_output_ = false;
  TimePoint opened_at_;
  std::optional<TimePoint> settled_at_;  // until then the agent may drop data
  TimePoint active_at_;                  // last sign of life that counts for quiet_limit
  TimePoint closing_at_;
  TimePoint heard_at_;
  std::int64_t flag_number_ = -1;
  std::int64_t last_reply_ = -1;  // number of the last handshake message of ours
  std::optional<ChannelEnd> pending_end_;
  std::optional<ChannelEnd> end_;
  bool service_closed_ = false;
  std::optional<std::int64_t> exit_code_;
  int refusals_ = 0;
  std::uint64_t discarded_ = 0;
  std::uint32_t discarded_in_a_row_ = 0;
};

}  // namespace cloudx::ssm
