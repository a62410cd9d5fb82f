#include "protocol/ssm/session.hpp"

#include "protocol/ssm/injected_bug.hpp"

namespace cloudx::ssm {
namespace {

// More than a window of the usual size brings in one go, and little enough for a slow network.
constexpr std::size_t kBatchBytes = 64U << 10;

}  // namespace

Session::Session(const SessionOptions& options, RandomSource random, std::function<double()> jitter)
    : channel_(options.channel, std::move(random)),
      reconnection_(options, std::move(jitter)),
      loss_report_(options.loss_notice),
      agent_watch_(options.agent_patience),
      choose_payload_(options.choose_payload) {}

void Session::start() {
  if (!ended()) dial();
}

void Session::message(ByteView bytes, Instant now) {
  if (ended()) return;
  alive();
  channel_.message(bytes, now);
  const auto pause = channel_.read_pause();
  if (pause > pause.zero()) unread_until_ = now.at + pause;
  advance(now);
}

void Session::data_key(const Result<DataKey>& key, Instant now) {
  if (stage_ != Stage::running) return;
  channel_.data_key(key, now);
  advance(now);
}

void Session::stop(Instant now) {
  stopped_ = true;
  channel_.terminate(now);
  advance(now);
}

void Session::tick(Instant now) {
  if (ended()) return;
  if (unread_until_ && now.at >= *unread_until_) unread_until_.reset();
  if (const Error* why = loss_report_.begin_report(now.at)) notify(StillLost{*why});
  begin_retry(now.at);
  channel_.tick(now);
  advance(now);
}

void Session::open_gate(Instant now) {
  gate_open_ = true;
  advance(now);
}

void Session::input_read(std::size_t count, Instant now) {
  channel_.commit_input(count, now);
  advance(now);
}

void Session::input_ended(Instant now) {
  input_ended_ = true;
  channel_.end_input(now);
  advance(now);
}

OutputStream Session::take_output(Bytes& into) {
  const OutputStream stream = channel_.take_output(into);
  writing_output_ = into.size();
  return stream;
}

void Session::output_written(Instant now) {
  channel_.output_written(std::exchange(writing_output_, 0), now);
  advance(now);
}

void Session::resized(TerminalSize size, Instant now) {
  channel_.resize(size, now);
  advance(now);
}

void Session::output_closed(Instant now) {
  output_closed_ = true;
  channel_.output_closed(now);
  advance(now);
}

// After every event: what follows from the state of the channel.
void Session::advance(Instant now) {
  if (auto request = channel_.take_data_key_request()) {
    act(GenerateDataKey{std::move(*request)});
  }
  if (!was_open_ && channel_.phase() == Phase::open) on_open(now.at);
  if (channel_.has_output()) answered_ = true;
  if (const int refused = channel_.take_refusals(); refused > 0) {
    notify(ConnectionsRefused{refused});
  }
  const bool away = channel_.window().paused() && !channel_.window().empty() && !ended();
  const auto pause = pause_report_.update(away, now.at);
  if (pause != PauseReport::Change::none && !ended()) {
    notify(AgentAway{pause == PauseReport::Change::back});
  }
  watch_agent(now.at);
  if (ended()) advance_end(now.at);
}

void Session::on_open(TimePoint now) {
  was_open_ = true;
  if (strikes<InjectedBug::gate_opened_early>(ticks(now), 0, 10)) gate_open_ = true;
  if (choose_payload_) channel_.choose_payload(choose_payload_(channel_.agent_version()));
  notify(Opened{.kind = *channel_.kind(),
                .agent_version = channel_.agent_version(),
                .properties = channel_.properties(),
                .customer_message = channel_.customer_message()});
}

void Session::watch_agent(TimePoint now) {
  const bool owed = !channel_.window().empty() || channel_.window().paused();
  const bool listening =
      dialled_at_ && channel_.phase() == Phase::open && channel_.wants_messages();
  agent_watch_.update(owed && listening, channel_.heard_at(), now);
  if (agent_watch_.begin_look(now)) act(LookAtAgent{});
}

void Session::agent_looked_at(FarEnd found, Instant now) {
  if (ended()) return;
  if (agent_watch_.looked(now.at)) {
    if (found.state == FarEnd::State::gone) {
      give_up(std::move(found.why), now);
      return;
    }
    // A pause alone may have been over before it was told.
    const bool owed = !channel_.window().empty();
    if (owed && agent_watch_.begin_report()) notify(AgentSilent{std::move(found)});
  }
  advance(now);
}

std::optional<SessionAction> Session::next_action() {
  if (actions_.empty()) return std::nullopt;
  SessionAction action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

std::optional<TimePoint> Session::deadline(Instant now) const {
  if (ended()) return std::nullopt;
  std::optional<TimePoint> first = channel_.deadline(now);
  const std::optional<TimePoint> retry_at = retry_ ? std::optional(retry_->second) : std::nullopt;
  for (const auto& due : {retry_at, unread_until_, loss_report_.deadline(),
                          pause_report_.deadline(), agent_watch_.deadline()}) {
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

void Session::next_frames(std::vector<OutgoingFrame>& into, Instant now) {
  into.clear();
  if (!dialled_at_ || ended()) return;
  std::size_t size = 0;
  OutgoingFrame frame;
  while (size < kBatchBytes && channel_.next_frame(frame, now)) {
    into.push_back(frame);
    size += frame.bytes.size();
  }
  if (ended()) advance(now);  // a message was repeated too often
}

bool Session::has_frame(Instant now) const {
  return dialled_at_ && !ended() && channel_.has_frame(now);
}

bool Session::wants_messages(Instant now) const {
  if (ended() || !channel_.wants_messages()) return false;
  return !unread_until_ || now.at >= *unread_until_;
}

bool Session::wants_input() const {
  return gate_open_ && !ended() && !input_ended_ && channel_.wants_input();
}

std::span<const std::span<std::uint8_t>> Session::input_space() {
  return channel_.input_space();
}

bool Session::has_output() const {
  return gate_open_ && writing_output_ == 0 && !output_closed_ && channel_.has_output();
}

}  // namespace cloudx::ssm
