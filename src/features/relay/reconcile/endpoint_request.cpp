#include "features/relay/reconcile/endpoint_request.hpp"

#include <fmt/format.h>

namespace cloudx::relay {

namespace {

// A client that launches and ends in a loop costs money: EC2 bills a minute at least for each.
constexpr double kLaunchesPerSecond = 1.0 / 30;
constexpr double kLaunchBurst = 10;

Result<RelayState>& record_in(EndpointRequest::Seen& seen) {
  return std::get<EndpointRequest::RecordSeen>(seen).record;
}

}  // namespace

RateLimit launch_limit() {
  return {kLaunchesPerSecond, kLaunchBurst};
}

EndpointRequest::Action WantRelay::next(Seen seen, Moment now) {
  switch (stage_) {
    case Stage::begins:
      return look();
    case Stage::looks:
      return see_present(record_in(seen), now);
    case Stage::looks_for_others:
      return see_others(record_in(seen), now);
    case Stage::writes:
      return see_written(std::move(record_in(seen)));
    case Stage::waits:
      break;
  }
  // A last look: not every change is told (a lost connection, a pooler).
  is_late_ = !std::get<Awaited>(seen).is_changed;
  return look();
}

EndpointRequest::Action WantRelay::look() {
  stage_ = Stage::looks;
  return Find{.confirms = true};
}

EndpointRequest::Action WantRelay::see_present(const Result<RelayState>& record, Moment now) {
  if (!record) return finish(std::unexpected(record.error()));
  if (record->phase != RelayPhase::none || limit_.take(id_, now.steady)) return write(now);
  // Of many that come at once one launches, and the others join it.
  stage_ = Stage::looks_for_others;
  return Find{};
}

EndpointRequest::Action WantRelay::see_others(const Result<RelayState>& record, Moment now) {
  if (!record) return finish(std::unexpected(record.error()));
  if (record->phase != RelayPhase::none) return write(now);
  return finish(fail(Errc::unsupported, fmt::format("too many launches; come again in {} s",
                                                    limit_.wait(id_, now.steady).count())));
}

EndpointRequest::Action WantRelay::write(Moment now) {
  stage_ = Stage::writes;
  token_ = launches_.new_token();
  return Write{[asked = now.wall, token = token_, asker = asker_](RelayState& current) {
    return want(current, asked, token, asker.v1, asker.client);
  }};
}

EndpointRequest::Action WantRelay::see_written(Result<RelayState> record) {
  if (!record) return finish(std::unexpected(std::move(record.error())));
  const bool began = record->client_token == token_;
  if (is_late_ || record->phase != RelayPhase::ending) {
    return finish(Wanted{std::move(*record), began});
  }
  stage_ = Stage::waits;
  return Await{};
}

EndpointRequest::Action WantRelay::finish(Result<Wanted> result) {
  result_ = std::move(result);
  return Finished{};
}

EndpointRequest::Action UseRelay::next(Seen seen, Moment now) {
  if (std::holds_alternative<std::monostate>(seen)) {
    return Write{[at = now.wall](RelayState& current) { return use(current, at); }};
  }
  const Result<RelayState>& record = record_in(seen);
  if (record) {
    result_ = {};
  } else {
    result_ = std::unexpected(record.error());
  }
  return Finished{};
}

EndpointRequest::Action EndRelay::next(Seen seen, Moment /*now*/) {
  if (std::holds_alternative<std::monostate>(seen)) {
    return Write{[client = client_, began = began_](RelayState& current) {
      *began = client.empty() ? begin_end(current, "ending the relay", "")
                              : relay::give_up(current, client);
      return *began;
    }};
  }
  if (const auto* const unknown = std::get_if<UnknownEnded>(&seen)) {
    result_ = unknown->began;
    return Finished{};
  }
  return see_written(record_in(seen));
}

EndpointRequest::Action EndRelay::see_written(const Result<RelayState>& record) {
  if (record && client_.empty() && record->phase == RelayPhase::none) return EndUnknown{};
  if (record) {
    result_ = *began_;
  } else {
    result_ = std::unexpected(record.error());
  }
  return Finished{};
}

}  // namespace cloudx::relay
