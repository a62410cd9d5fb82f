#pragma once
// Watches what the client sends: numbers without a gap, repeats that repeat, bounds of the window,
// and that what is not acknowledged is repeated, but not in a busy loop.

#include <cstdint>
#include <map>

#include "protocol/ssm/channel.hpp"
#include "simulation/journal.hpp"
#include "simulation/scenario.hpp"
#include "simulation/wire.hpp"

namespace cloudx::simulation {

class SendingMonitor {
 public:
  SendingMonitor(const Scheduler& scheduler, Journal& journal, const Scenario& scenario);

  void opened();        // a new websocket: everything is written again
  void peer_is_back();  // the same, after a pause of publication
  void wrote_text(ByteView bytes);
  void wrote_stream(const Glimpse& seen, ByteView frame);
  void got_acknowledge(std::int64_t number);  // intact
  void handshake_done();                      // no effect when repeated
  void ticked();
  void something_happened();  // that may be a reason to work: input, a message

  // The client has nothing more to write now.
  void check_rest(const ssm::Channel& channel) const;
  // Of a client that is awake, has a websocket and may write.
  void check_patience() const;

 private:
  struct Sent {
    std::uint64_t hash = 0;
    Time at;
    std::uint64_t epoch = 0;
    ssm::PayloadType type = ssm::PayloadType::none;
    std::size_t size = 0;
  };
  void wrote_new(const Glimpse& seen, ByteView frame);
  void wrote_again(const Glimpse& seen, ByteView frame);
  void check_size(const Glimpse& seen) const;
  void count_unprompted();

  const Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  std::map<std::int64_t, Sent> unacknowledged_;
  std::size_t data_ = 0;  // of those
  std::uint64_t data_bytes_ = 0;
  // Of data; more than the official client's only after an acknowledge showed that it passes.
  std::size_t largest_ = ssm::kOfficialPayload;
  std::int64_t next_ = 0;
  std::uint64_t epoch_ = 0;
  Time epoch_began_ = kStart;
  Time acknowledged_at_{};  // anything
  bool text_expected_ = false;
  bool handshake_done_ = false;
  int responses_ = 0;
  // Work without a cause: ticks and repeats in the present second.
  Time second_ = kStart;
  int unprompted_ = 0;
};

}  // namespace cloudx::simulation
