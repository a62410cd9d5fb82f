#include "simulation/congestion/transfer.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/message_pacer.hpp"
#include "protocol/ssm/payload_size_discovery.hpp"
#include "protocol/ssm/send_window.hpp"
#include "sandbox/gateway/message_limit.hpp"

namespace cloudx::simulation {
namespace {

using sandbox::Path;
using Time = sandbox::PathClock::time_point;
using Duration = sandbox::PathClock::duration;

constexpr std::size_t kAcknowledgeSize = 330;  // header and JSON
constexpr std::size_t kSequenceAt = 48;        // in a frame

double milliseconds(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

class Transfer {
 public:
  explicit Transfer(const TransferOptions& options)
      : options_(options),
        path_(options.path),
        limit_(options.message_limit),
        pacer_(options.paced ? ssm::MessagePacer::Rate(ssm::MessagePacer::kUsual) : std::nullopt),
        end_(kStart + options.length) {}

  TransferResult run() {
    next_key_ = kStart + options_.key_every;
    write();
    while (now_ < end_ && !result_.killed) {
      now_ = std::min({next_arrival(), next_writing(), next_key_, end_});
      if (now_ >= end_) break;
      arrive();
      if (now_ >= next_key_) strike();
      write();
    }
    finish();
    return result_;
  }

 private:
  struct InFlight {
    Time at;
    std::int64_t number = 0;
    std::size_t size = 0;
  };
  struct Key {
    std::int64_t number = 0;
    Time struck;
  };

  [[nodiscard]] Time next_arrival() const {
    Time next = end_;
    if (!to_agent_.empty()) next = std::min(next, to_agent_.front().at);
    if (!to_client_.empty()) next = std::min(next, to_client_.front().at);
    return next;
  }

  [[nodiscard]] Time next_writing() const {
    if (window_.ready(now_) && !pacer_.may_write(now_)) return pacer_.ready_at(now_);
    return window_.deadline().value_or(end_);
  }

  void arrive() {
    while (!to_agent_.empty() && to_agent_.front().at <= now_) {
      const InFlight message = to_agent_.front();
      to_agent_.pop_front();
      take(message);
      const auto back = path_.on_message(Path::Direction::to_client, now_, kAcknowledgeSize);
      if (back.verdict == Path::Verdict::delivered) to_client_.push_back({back.at, message.number});
    }
    while (!to_client_.empty() && to_client_.front().at <= now_) {
      window_.acknowledge(to_client_.front().number, now_);
      to_client_.pop_front();
    }
  }

  void take(const InFlight& message) {
    const auto number = static_cast<std::size_t>(message.number);
    if (taken_.size() <= number) taken_.resize(number * 2 + 1024);
    if (taken_[number]) return;
    taken_[number] = true;
    ++result_.messages;
    delivered_ += static_cast<double>(message.size);
    if (now_ < kStart + options_.settling) delivered_early_ = delivered_;
    const auto key = std::ranges::find(keys_, message.number, &Key::number);
    if (key == keys_.end()) return;
    result_.keys.add(milliseconds(now_ - key->struck - options_.path.round_trip / 2));
    keys_.erase(key);
  }

  void strike() {
    if (!waiting_key_) waiting_key_ = next_key_;
    next_key_ += options_.key_every;
  }

  // As Channel::probe_payload(): a message of the next size is acknowledged after a round trip.
  void probe() {
    if (!options_.paced || options_.payload >= ssm::PayloadChoice::kUsual) return;
    const bool first = options_.payload < ssm::PayloadChoice::kFirstStep;
    const std::size_t next = first ? ssm::PayloadChoice::kFirstStep : ssm::PayloadChoice::kUsual;
    if (probed_at_ && now_ >= *probed_at_ + options_.path.round_trip) {
      options_.payload = next;
      probed_at_.reset();
    } else if (!probed_at_ && result_.messages > 0 && window_.payload_limit() >= next) {
      probed_at_ = now_;
    }
  }

  void write() {
    probe();
    if (waiting_key_ && window_.can_send()) {
      keys_.push_back({push(1), *waiting_key_});
      waiting_key_.reset();
    }
    if (source_has_data() && worth_reading()) {
      while (window_.can_send()) push(payload());
    }
    while (pacer_.may_write(now_)) {
      const ByteView frame = window_.next(now_);
      if (frame.empty()) break;
      pacer_.wrote(now_);
      if (options_.message_limit > 0 && limit_.exceeded(now_)) result_.killed = true;
      const auto number = static_cast<std::int64_t>(load_be64(frame.data() + kSequenceAt));
      if (number <= highest_) ++result_.repeats;
      highest_ = std::max(highest_, number);
      const auto delivery = path_.on_message(Path::Direction::to_agent, now_, frame.size());
      result_.queueing.add(path_queue());
      if (delivery.verdict == Path::Verdict::delivered) {
        to_agent_.push_back({delivery.at, number, frame.size()});
      }
    }
    window_.written();
  }

  [[nodiscard]] std::size_t payload() const {
    return std::min(options_.payload, window_.payload_limit());
  }

  // The channel reads its local side many messages at a time (Channel::wants_input()).
  [[nodiscard]] bool worth_reading() const {
    const std::size_t room = window_.room(payload());
    return room > 0 && room >= std::min<std::size_t>(32, (room + window_.unacknowledged()) / 32);
  }

  [[nodiscard]] bool source_has_data() const {
    if (options_.off.count() == 0) return true;
    return (now_ - kStart) % (options_.on + options_.off) < options_.on;
  }

  // How long a byte written now would wait behind what is queued before it.
  [[nodiscard]] double path_queue() const {
    double seconds = 0;
    if (options_.path.rate > 0) {
      seconds = path_.queued(Path::Direction::to_agent, now_) / options_.path.rate;
    }
    return seconds * 1000;
  }

  std::int64_t push(std::size_t size) {
    Bytes frame = window_.new_frame(size);
    ssm::FrameHeader header;
    header.type = ssm::MessageType::input_stream_data;
    header.created_ms = 1;
    header.payload_type = ssm::PayloadType::output;
    return window_.commit(header, std::move(frame));
  }

  // What the path could have carried, without the time in which the agent was not listening.
  [[nodiscard]] double capacity(Duration length) const {
    double seconds = std::chrono::duration<double>(length).count();
    const auto& path = options_.path;
    if (path.silence && path.silence->at < length) {
      seconds -= std::chrono::duration<double>(path.silence->length).count();
    }
    const double bytes = path.rate > 0 ? path.rate * seconds : 1e18;
    return bytes;
  }

  void finish() {
    const double early = capacity(options_.settling);
    result_.share = delivered_ / capacity(options_.length);
    result_.settled = (delivered_ - delivered_early_) / (capacity(options_.length) - early);
    result_.rate = window_.congestion().rate();
    result_.base_ms = window_.congestion().base_round_trip().count() * 1000;
    result_.window = window_.congestion().window();
  }

  static constexpr Time kStart{std::chrono::seconds(1000)};
  TransferOptions options_;
  Path path_;
  sandbox::MessageLimit limit_;
  ssm::MessagePacer pacer_;
  Time end_;
  Time now_ = kStart;
  Time next_key_;
  std::optional<Time> waiting_key_;
  std::deque<Key> keys_;
  std::deque<InFlight> to_agent_;
  std::deque<InFlight> to_client_;
  std::vector<bool> taken_;
  std::int64_t highest_ = -1;
  std::optional<Time> probed_at_;
  double delivered_ = 0;
  double delivered_early_ = 0;
  ssm::SendWindow window_{ssm::WindowLimit{}};
  TransferResult result_;
};

}  // namespace

TransferResult run_transfer(const TransferOptions& options) {
  return Transfer(options).run();
}

}  // namespace cloudx::simulation
