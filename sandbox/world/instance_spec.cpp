// The value of --instance.

#include <charconv>

#include <fmt/format.h>

#include "sandbox/world/instance.hpp"

namespace cloudx::sandbox {

namespace {

bool valid_id(std::string_view id) {
  const bool hybrid = id.starts_with("mi-");
  id.remove_prefix(hybrid ? 3 : (id.starts_with("i-") ? 2 : id.size()));
  return (id.size() == 8 || id.size() == 17) &&
         id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<void> set_duration(Duration& field, std::string_view text) {
  const Result<Duration> value = parse_duration(text);
  if (!value) return std::unexpected(value.error());
  field = *value;
  return {};
}

Result<void> set_state(InstanceSpec& spec, std::string_view text) {
  const Result<InstanceState> state = parse_instance_state(text);
  if (!state) return std::unexpected(state.error());
  spec.state = *state;
  return {};
}

void set_start_error(InstanceSpec& spec, std::string_view value) {
  const std::size_t colon = value.find(':');
  spec.start_error_code = value.substr(0, colon);
  spec.start_error_text = colon == std::string_view::npos ? "The request could not be carried out."
                                                          : std::string(value.substr(colon + 1));
}

Result<void> set_field(InstanceSpec& spec, std::string_view key, std::string_view value) {
  if (key == "id") {
    if (!valid_id(value)) {
      return fail(Errc::usage, fmt::format("\"{}\" is no instance id (i-... or mi-...)", value));
    }
    spec.id = value;
  } else if (key == "state") {
    return set_state(spec, value);
  } else if (key == "name") {
    spec.tags["Name"] = value;
  } else if (key.starts_with("tag.")) {
    spec.tags[std::string(key.substr(4))] = value;
  } else if (key == "private-ip") {
    spec.private_ip = value;
  } else if (key == "agent-version") {
    spec.agent_version = value;
  } else if (key == "platform") {
    spec.platform = value;
  } else if (key == "boot") {
    return set_duration(spec.boot, value);
  } else if (key == "stop-delay") {
    return set_duration(spec.stop, value);
  } else if (key == "online-delay") {
    return set_duration(spec.online_delay, value);
  } else if (key == "refuse-delay") {
    return set_duration(spec.refuse_delay, value);
  } else if (key == "ssh-delay") {
    return set_duration(spec.ssh_delay, value);
  } else if (key == "start-error") {
    set_start_error(spec, value);
  } else if (key == "port-refused") {
    spec.port_refused = true;
  } else {
    return fail(Errc::usage, fmt::format("--instance knows no \"{}\"", key));
  }
  return {};
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  double seconds = -1;
  if (unit == "ms") {
    seconds = amount / 1000;
  } else if (unit == "s") {
    seconds = amount;
  } else if (unit == "m") {
    seconds = amount * 60;
  }
  if (error != std::errc() || !(seconds >= 0) || seconds > 1e6) {
    return fail(Errc::usage, fmt::format("\"{}\" is no duration (as in 250ms, 2s, 1m)", text));
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

Result<InstanceSpec> parse_instance_spec(std::string_view text) {
  InstanceSpec spec;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const std::size_t equals = item.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1);
    const Result<void> set = set_field(spec, item.substr(0, equals), value);
    if (!set) return std::unexpected(set.error());
  }
  return spec;
}

}  // namespace cloudx::sandbox
