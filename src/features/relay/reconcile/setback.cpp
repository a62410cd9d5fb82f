#include "features/relay/reconcile/setback.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "aws/core/retry.hpp"

namespace cloudx::relay {

namespace {

std::string in_words(const Error& error) {
  return error.service_code.empty()
             ? error.message
             : fmt::format("{} ({})",
                           error.service_message.empty() ? error.message : error.service_message,
                           error.service_code);
}

// The token has launched something, with other parameters.
constexpr std::string_view kTokenUsed = "IdempotentParameterMismatch";

// The same call with the same token is worth another try.
bool is_transient(const Error& error) {
  return aws::is_transient(error) || error.service_code == kTokenUsed;
}

// There is no room for this type in this place, or it is not offered there; others may do. EC2
// tells the first one as a failure of its own (500), and may for hours.
bool wants_another_choice(const Error& error) {
  constexpr std::array<std::string_view, 6> kCodes{
      "InsufficientInstanceCapacity", "InsufficientCapacity",
      "InsufficientHostCapacity",     "Unsupported",
      "UnsupportedOperation",         "InsufficientFreeAddressesInSubnet"};
  return std::ranges::find(kCodes, error.service_code) != kCodes.end();
}

Step give_up_launch(const RelayState& record, std::string why) {
  if (record.instance_id.empty()) return refuse_launch(record, std::move(why));
  std::string note = "cannot launch: " + why;
  return end_launch(record, "giving the launch up", std::move(why), std::move(note));
}

Step try_elsewhere(const RelayState& record, std::string why, const Circumstances& at) {
  const bool is_late = at.now - record.wanted_at > kRefusalLimit;
  if (record.attempt < at.launches.choices() && !is_late) {
    std::string note =
        fmt::format("{}; trying {}", why, at.launches.describe_choice(record.attempt + 1));
    return write(
        [token = record.client_token, why = std::move(why), next = at.launches.new_token()](
            RelayState& current) { return crowded_out(current, token, why, next); },
        After::again, std::move(note));
  }
  if (!record.error.empty()) why = record.error;  // the first one says what is wrong
  if (record.attempt > 1) {
    why += fmt::format("; {} other choices of instance type and place did not help",
                       record.attempt - 1);
  }
  return give_up_launch(record, std::move(why));
}

}  // namespace

Step end_launch(const RelayState& record, std::string step, std::string why, std::string note) {
  return write([token = record.client_token, step = std::move(step), why = std::move(why)](
                   RelayState& current) { return abandon_launch(current, token, step, why); },
               After::again, std::move(note));
}

Step refuse_launch(const RelayState& record, std::string why) {
  std::string note = "cannot launch: " + why;
  return write([token = record.client_token,
                why = std::move(why)](RelayState& current) { return refused(current, token, why); },
               After::done, std::move(note));
}

Step end_of_record(const RelayState& record) {
  return write([token = record.client_token](RelayState& current) { return ended(current, token); },
               After::done);
}

Step lost(const RelayState& record, std::string why, const Circumstances& at) {
  std::string note = fmt::format("{} is lost: {}", record.instance_id, why);
  return write([token = record.client_token, why = std::move(why), next = at.launches.new_token()](
                   RelayState& current) { return died(current, token, why, next); },
               After::again, std::move(note));
}

Step try_again(const Error& error) {
  // This process is about to stop, which says nothing of EC2: another one goes on.
  if (error.kind == Errc::interrupted) return wait(After::long_pause);
  return wait(After::long_pause, "trying again: " + in_words(error));
}

Step failed(const RelayState& record, const Error& error, const Circumstances& at) {
  if (error.kind == Errc::interrupted) return try_again(error);
  std::string why = in_words(error);
  const bool is_ending = record.phase == RelayPhase::ending;
  const bool is_launched = !record.instance_id.empty();
  // Without credentials EC2 was not asked.
  const bool is_silent = is_transient(error) || error.kind == Errc::credentials;
  const bool may_be_there = !is_launched && at.may_be_launched;
  // Another choice was refused for want of room before: whatever is wrong with this one, too.
  const bool elsewhere =
      wants_another_choice(error) || (!record.error.empty() && !is_silent && !may_be_there);
  if (!is_ending && !is_launched && elsewhere) return try_elsewhere(record, std::move(why), at);
  const bool waits = is_transient(error) && at.refused_for < kRefusalLimit;
  // While it ends, VMs with the token are looked for before it is asked for again.
  const bool is_unsure = may_be_there && is_silent && error.service_code != kTokenUsed;
  if (waits || (is_ending && (is_launched || is_unsure))) return try_again(error);
  if (is_ending) {
    // EC2 will not launch with this token. What it has launched before would be in its list by
    // then.
    const bool may_be_unseen = may_be_there && at.refused_for < kUnseenLimit;
    return may_be_unseen ? wait(After::long_pause) : end_of_record(record);
  }
  if (!may_be_there) return give_up_launch(record, std::move(why));
  // It is told now, and what there may be of it is looked for.
  std::string said = "cannot launch: " + why;
  return end_launch(record, "giving the launch up", std::move(why), std::move(said));
}

bool may_have_launched(const Error& error) {
  return aws::may_have_taken_effect(error) || error.service_code == kTokenUsed;
}

}  // namespace cloudx::relay
