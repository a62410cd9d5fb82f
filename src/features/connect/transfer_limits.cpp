#include "features/connect/transfer_limits.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::connect {

namespace {

constexpr unsigned kSmallestPayload = ssm::kOfficialPayload;
constexpr unsigned kLargestPayload = 64U << 10;
constexpr unsigned kSlowest = 10;
constexpr unsigned kFastest = 1'000'000;

// Where a value was written, and how to call that place in an error.
struct Setting {
  std::string text;
  std::string place;
  Errc kind = Errc::usage;
};

std::optional<Setting> find(const std::optional<std::string>& option, std::string_view option_name,
                            const aws::Profile& profile, std::string_view key) {
  if (option) return Setting{*option, std::string(option_name)};
  if (const auto value = profile.plain(key)) {
    return Setting{*value, fmt::format("{} of profile {}", key, profile.name), Errc::configuration};
  }
  return std::nullopt;
}

Result<unsigned> number_within(const Setting& setting, unsigned least, unsigned most,
                               std::string_view word) {
  unsigned number = 0;
  const char* end = setting.text.data() + setting.text.size();
  const auto [rest, error] = std::from_chars(setting.text.data(), end, number);
  if (error == std::errc{} && rest == end && number >= least && number <= most) return number;
  return fail(setting.kind, fmt::format("{}: \"{}\" is neither {} nor a number from {} to {}",
                                        setting.place, printable(setting.text), word, least, most));
}

}  // namespace

Result<TransferLimits> find_transfer_limits(const ConnectRequest& request,
                                            const aws::Profile& profile) {
  TransferLimits limits;
  const auto payload = find(request.payload_size, "--payload-size", profile, "cloudx_payload_size");
  if (payload && payload->text != "auto") {
    const auto size = number_within(*payload, kSmallestPayload, kLargestPayload, "auto");
    if (!size) return std::unexpected(size.error());
    limits.payload = {.largest = *size, .in_steps = true};
    limits.payload_is_automatic = false;
  }
  const auto rate = find(request.message_rate, "--message-rate", profile, "cloudx_message_rate");
  if (rate && rate->text == "unlimited") {
    limits.message_rate.reset();
  } else if (rate) {
    const auto number = number_within(*rate, kSlowest, kFastest, "unlimited");
    if (!number) return std::unexpected(number.error());
    limits.message_rate = *number;
  }
  return limits;
}

}  // namespace cloudx::connect
