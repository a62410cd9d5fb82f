#pragma once
// Watches what the client receives: every message acknowledged that could be kept, none that was
// not, bounded buffers, and the right bytes for the local side.

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "simulation/byte_stream.hpp"
#include "simulation/journal.hpp"
#include "simulation/scenario.hpp"
#include "simulation/wire.hpp"

namespace cloudx::simulation {

class ReceivingMonitor {
 public:
  ReceivingMonitor(Journal& journal, const Scenario& scenario);

  void delivered(const Glimpse& seen);  // an intact numbered message, to a client that listens
  void wrote_acknowledge(const Glimpse& seen);
  void took_local(ByteView bytes);
  void wrote_local(std::size_t count);
  void output_gone() { output_gone_ = true; }

  void check_rest() const;  // the client has nothing more to write now
  // After the end: what has been acknowledged without a gap came out.
  void check_end() const;

  [[nodiscard]] std::uint64_t taken() const { return taken_; }

 private:
  [[nodiscard]] bool room_for(std::size_t size) const;

  Journal& journal_;
  const Scenario& scenario_;
  ByteStream stream_;
  std::unordered_map<std::int64_t, std::size_t> pending_;  // delivered, not yet acknowledged: bytes
  std::unordered_set<std::int64_t> owed_;                  // acknowledges
  // Acknowledged: all below expected_, and these, with their bytes of data.
  std::int64_t expected_ = 0;
  std::unordered_map<std::int64_t, std::size_t> ahead_;
  // Bytes of data. Those written may be ahead of those acknowledged, when the websocket is slow.
  std::uint64_t in_order_ = 0;      // below expected_
  std::uint64_t came_ = 0;          // in messages that came at all
  std::uint64_t acknowledged_ = 0;  // in messages ever acknowledged
  std::uint64_t taken_ = 0;
  std::uint64_t written_ = 0;
  bool output_gone_ = false;
};

}  // namespace cloudx::simulation
