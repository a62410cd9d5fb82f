#include "simulation/service.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "protocol/ssm/control.hpp"
#include "protocol/ssm/frame.hpp"
#include "simulation/wire.hpp"

namespace cloudx::simulation {

namespace {

// What a socket takes when nothing moves.
constexpr Duration kSocketBuffer = 300ms;

}  // namespace

Service::Service(Scheduler& scheduler, Journal& journal, const Scenario& scenario)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      random_(scenario.seed, 2),
      up_(scheduler, journal, scenario, 3, [this](Parcel parcel) { to_agent(std::move(parcel)); }),
      down_(scheduler, journal, scenario, 4,
            [this](Parcel parcel) { to_client(std::move(parcel)); }) {}

void Service::join(ClientPort& client, AgentPort& agent) {
  client_ = &client;
  agent_ = &agent;
}

std::string Service::first_token() {
  return new_token();
}

// Only the newest one is valid.
std::string Service::new_token() {
  const bool limited = scenario_.token_life > 0ns && faulty_ && !calm_;
  token_expires_ = scheduler_.now() + (limited ? scenario_.token_life : Duration(24h));
  return fmt::format("token-{}", ++tokens_);
}

void Service::dial() {
  journal_.note(What::dialled);
  scheduler_.after(6 * scenario_.latency, [this] {  // TCP, TLS, upgrade
    const bool fails = faulty_ && !calm_ && random_.chance(scenario_.dial_fails);
    if (fails || !reachable()) {
      journal_.note(What::dial_failed);
      client_->dial_failed();
      return;
    }
    if (attached_ != 0) detach();
    client_link_ = ++links_;
    client_->connected(client_link_);
  });
}

void Service::resume() {
  scheduler_.after(2 * scenario_.latency, [this] {
    Resumed answer;
    answer.session_over = session_ended();
    const bool fails = faulty_ && !calm_ && random_.chance(scenario_.resume_fails);
    if (fails || !reachable()) {
      journal_.note(What::resume_failed);
      answer.session_over = false;
    } else if (!session_ended()) {
      answer.token = new_token();
    }
    client_->resumed(answer);
  });
}

void Service::terminate() {
  if (!session_ended()) end_session("");
}

void Service::from_client(std::uint64_t link, bool text, ByteView bytes) {
  if (!text && bytes.size() - ssm::kFrameHeaderSize > scenario_.largest_payload &&
      bytes.size() > ssm::kFrameHeaderSize) {
    journal_.note(What::too_large, static_cast<std::int64_t>(bytes.size()));
    if (scenario_.cuts_when_too_large) cut(0ms);
    return;
  }
  Parcel parcel;
  parcel.kind = text ? Parcel::Kind::text : Parcel::Kind::frame;
  parcel.bytes.assign(bytes.begin(), bytes.end());
  parcel.client_link = link;
  parcel.agent_link = text ? 0 : agent_link_;
  const bool faulty = faulty_ && !calm_ && !text;
  up_.send(std::move(parcel), faulty ? &scenario_.to_agent : nullptr);
}

Time Service::written_at(std::size_t size) {
  const Time now = scheduler_.now();
  written_ = std::max(written_, now);
  if (scenario_.bytes_per_second > 0) {
    written_ += std::chrono::nanoseconds(1'000'000'000 * size / scenario_.bytes_per_second);
  }
  if (up_.held_until() > now + kSocketBuffer) written_ = std::max(written_, up_.held_until());
  return written_;
}

void Service::to_agent(Parcel parcel) {
  if (parcel.kind == Parcel::Kind::text) {
    open_text(parcel);
    return;
  }
  // Written while the agent was away, it may still meet the agent's next websocket.
  const bool there =
      agent_link_ != 0 && (parcel.agent_link == 0 || parcel.agent_link == agent_link_);
  if (parcel.client_link != attached_ || attached_ == 0 || !there || session_ended()) {
    journal_.note(What::lost_in_flight, static_cast<std::int64_t>(parcel.bytes.size()));
    return;
  }
  agent_->arrived(std::move(parcel.bytes), parcel.intact);
}

void Service::open_text(const Parcel& parcel) {
  if (parcel.client_link != client_link_) return;
  const auto open = ssm::parse_open(as_text(parcel.bytes));
  if (open && open->token.reveal() == fmt::format("token-{}", token_used_)) {
    throw Violation("a token is used for a second websocket");
  }
  const bool valid = open && open->token.reveal() == fmt::format("token-{}", tokens_) &&
                     scheduler_.now() <= token_expires_;
  if (valid) token_used_ = tokens_;
  if (!valid || session_ended()) {
    journal_.note(What::token_refused);
    close();
    return;
  }
  attached_ = client_link_;
  journal_.note(What::attached, static_cast<std::int64_t>(attached_));
  if (publication_paused_) tell_client(ssm::MessageType::pause_publication, "{}");
  if (agent_link_ != 0) agent_->client_attached();
}

void Service::from_agent(Bytes frame) {
  if (session_ended()) return;
  if (attached_ == 0 || agent_link_ == 0) {
    journal_.note(What::lost_in_flight, static_cast<std::int64_t>(frame.size()));
    return;
  }
  if (loses(frame)) {
    journal_.note(What::dropped, static_cast<std::int64_t>(frame.size()));
    return;
  }
  Parcel parcel;
  parcel.bytes = std::move(frame);
  parcel.client_link = attached_;
  parcel.agent_link = agent_link_;
  down_.send(std::move(parcel), faulty_ && !calm_ ? &scenario_.to_client : nullptr);
}

// See LostOutput.
bool Service::loses(ByteView frame) {
  const LostOutput& lost = scenario_.lost_output;
  if (lost.number < 0) return false;
  const auto seen = glimpse(frame);
  if (!seen || seen->type != ssm::MessageType::output_stream_data) return false;
  newest_output_ = std::max(newest_output_, seen->number);
  return seen->number == lost.number && newest_output_ < lost.number + lost.behind;
}

void Service::to_client(Parcel parcel) {
  const bool agent_gone = parcel.agent_link != 0 && parcel.agent_link != agent_link_;
  if (parcel.client_link != client_link_ || agent_gone) {
    journal_.note(What::lost_in_flight, static_cast<std::int64_t>(parcel.bytes.size()));
    return;
  }
  if (parcel.kind == Parcel::Kind::close) {
    client_link_ = 0;
    client_->closed(parcel.client_link);
    return;
  }
  client_->arrived(parcel.client_link, parcel.bytes, parcel.intact);
}

void Service::tell_client(ssm::MessageType type, std::string_view payload) {
  if (attached_ == 0) return;
  ssm::FrameHeader header;
  header.type = type;
  header.created_ms = client_clock(scheduler_.now()).unix_ms;
  Parcel parcel;
  ssm::encode_service_frame(header, as_bytes(payload), parcel.bytes);
  parcel.client_link = attached_;
  down_.send(std::move(parcel), nullptr);
}

void Service::end_session(const std::string& output) {
  if (session_ended()) return;
  ended_at_ = scheduler_.now();
  journal_.note(What::session_ended, static_cast<std::int64_t>(output.size()));
  ssm::ChannelClosed closed;
  closed.session_id = scenario_.channel.session_id;
  closed.created_ms = client_clock(scheduler_.now()).unix_ms;
  closed.output = output;
  tell_client(ssm::MessageType::channel_closed, ssm::format_channel_closed(closed));
  close();
}

// In order: what is on its way to the client arrives before.
void Service::close() {
  Parcel parcel;
  parcel.kind = Parcel::Kind::close;
  parcel.client_link = client_link_;
  if (client_link_ != 0) down_.send(std::move(parcel), nullptr);
  detach();
}

void Service::detach() {
  if (std::exchange(attached_, 0) == 0) return;
  journal_.note(What::detached);
  if (scenario_.agent_told) agent_->client_detached();
}

}  // namespace cloudx::simulation
