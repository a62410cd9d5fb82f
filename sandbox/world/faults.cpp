#include "sandbox/world/faults.hpp"

#include <array>
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include "sandbox/world/path_spec.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

std::unexpected<Error> wrong(std::string_view name, std::string_view expected) {
  return fail(Errc::usage, fmt::format("fault \"{}\" must be {}", name, expected));
}

Result<void> set(std::string_view name, const json::value& value, bool& field) {
  if (!value.is_bool()) return wrong(name, "true or false");
  field = value.get_bool();
  return {};
}

Result<void> set(std::string_view name, const json::value& value, std::uint64_t& field) {
  const json::result<std::uint64_t> number = json::try_value_to<std::uint64_t>(value);
  if (!number) return wrong(name, "a number, 0 or more");
  field = *number;
  return {};
}

Result<void> set(std::string_view name, const json::value& value, double& field) {
  const json::result<double> number = json::try_value_to<double>(value);
  if (!number || *number < 0 || *number > 1) return wrong(name, "a probability from 0 to 1");
  field = *number;
  return {};
}

Result<void> set(std::string_view name, const json::value& value, Duration& field) {
  std::uint64_t milliseconds = 0;
  const Result<void> done = set(name, value, milliseconds);
  if (done) field = std::chrono::milliseconds(milliseconds);
  return done;
}

Result<void> set(std::string_view name, const json::value& value,
                 std::optional<std::string>& field) {
  if (value.is_null()) {
    field.reset();
  } else if (value.is_string()) {
    field = std::string(value.get_string());
  } else {
    return wrong(name, "a text or null");
  }
  return {};
}

Result<void> set(std::string_view name, const json::value& value, std::vector<std::string>& field) {
  const auto list = json::try_value_to<std::vector<std::string>>(value);
  if (!list) return wrong(name, "a list of operation names");
  field = *list;
  return {};
}

Result<void> set(std::string_view name, const json::value& value, PathOptions& field) {
  if (!value.is_string()) return wrong(name, "a text");
  const Result<PathOptions> path = parse_path(value.get_string());
  if (!path) return std::unexpected(path.error());
  field = *path;
  return {};
}

Result<void> set(std::string_view name, const json::value& value, Garbage& field) {
  struct Kind {
    std::string_view name;
    Garbage garbage;
  };
  static constexpr std::array kKinds{
      Kind{"none", Garbage::none},
      Kind{"bad-digest", Garbage::bad_digest},
      Kind{"bad-header-length", Garbage::bad_header_length},
      Kind{"random", Garbage::random},
      Kind{"text", Garbage::text},
  };
  for (const Kind& kind : kKinds) {
    if (value.is_string() && value.get_string() == kind.name) {
      field = kind.garbage;
      return {};
    }
  }
  return wrong(name, "one of none, bad-digest, bad-header-length, random, text");
}

std::optional<int> number_of(const json::value& value) {
  const json::result<int> number = json::try_value_to<int>(value);
  return number ? std::optional(*number) : std::nullopt;
}

std::string text_of(const json::object& object, std::string_view key, std::string_view otherwise) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                : std::string(otherwise);
}

Result<void> set(std::string_view name, const json::value& value, std::vector<ApiFault>& field) {
  if (!value.is_array()) return wrong(name, "a list");
  std::vector<ApiFault> list;
  for (const json::value& item : value.get_array()) {
    const json::object* object = item.if_object();
    if (object == nullptr) return wrong(name, "a list of objects");
    ApiFault fault;
    fault.operation = text_of(*object, "operation", "*");
    fault.code = text_of(*object, "code", "InternalServerError");
    fault.message = text_of(*object, "message", fault.message);
    if (const json::value* status = object->if_contains("status")) {
      fault.status = number_of(*status).value_or(400);
    }
    if (const json::value* count = object->if_contains("count")) {
      fault.count = number_of(*count);  // null: always
    }
    list.push_back(std::move(fault));
  }
  field = std::move(list);
  return {};
}

Result<void> set_field(Faults& faults, std::string_view name, const json::value& value) {
  if (name == "api") return set(name, value, faults.api);
  if (name == "deny") return set(name, value, faults.denied);
  if (name == "drop") return set(name, value, faults.drop);
  if (name == "duplicate") return set(name, value, faults.duplicate);
  if (name == "reorder") return set(name, value, faults.reorder);
  if (name == "cut_after_messages") return set(name, value, faults.cut_after_messages);
  if (name == "cut_after_bytes") return set(name, value, faults.cut_after_bytes);
  if (name == "cuts") return set(name, value, faults.cuts);
  if (name == "message_limit") return set(name, value, faults.message_limit);
  if (name == "suppress_acknowledges") return set(name, value, faults.suppress_acknowledges);
  if (name == "garbage") return set(name, value, faults.garbage);
  if (name == "garbage_every") return set(name, value, faults.garbage_every);
  if (name == "no_handshake") return set(name, value, faults.no_handshake);
  if (name == "channel_closed") return set(name, value, faults.channel_closed);
  if (name == "bye_after_ms") return set(name, value, faults.bye_after);
  if (name == "resume_without_token") return set(name, value, faults.resume_without_token);
  if (name == "publication_events") return set(name, value, faults.publication_events);
  if (name == "credentials_expired") return set(name, value, faults.credentials_expired);
  if (name == "credentials_lifetime_ms") return set(name, value, faults.credentials_lifetime);
  if (name == "lost_answers") return set(name, value, faults.lost_answers);
  if (name == "ec2_throttle_every") return set(name, value, faults.ec2_throttle_every);
  if (name == "ec2_rate") return set(name, value, faults.ec2_rate);
  if (name == "api_rate") return set(name, value, faults.api_rate);
  if (name == "launch_failures") return set(name, value, faults.launch_failures);
  if (name == "launch_hidden_ms") return set(name, value, faults.launch_hidden);
  if (name == "vm_pending_ms") return set(name, value, faults.vm_pending);
  if (name == "vm_boot_ms") return set(name, value, faults.vm_boot);
  if (name == "vm_time_scale") return set(name, value, faults.vm_time_scale);
  if (name == "resource_failures") return set(name, value, faults.resource_failures);
  if (name == "resource_time_ms") return set(name, value, faults.resource_time);
  if (name == "path") return set(name, value, faults.path);
  if (name == "source_bytes") return set(name, value, faults.source_bytes);
  if (name == "access_keys_unknown") return set(name, value, faults.access_keys_unknown);
  return fail(Errc::usage, fmt::format("no fault is called \"{}\"", name));
}

std::string_view take_field(std::string_view& text) {
  const std::size_t colon = text.find(':');
  const std::string_view field = text.substr(0, colon);
  text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
  return field;
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<void> apply_patch(Faults& faults, const json::object& patch) {
  Faults changed = faults;
  for (const auto& [name, value] : patch) {
    const Result<void> done = set_field(changed, {name.data(), name.size()}, value);
    if (!done) return done;
  }
  faults = std::move(changed);
  return {};
}

const ApiFault* take_fault(std::vector<ApiFault>& faults, std::string_view operation) {
  for (ApiFault& fault : faults) {
    if (fault.operation != operation && fault.operation != "*") continue;
    if (fault.count && (*fault.count)-- <= 0) {
      fault.count = 0;
      continue;
    }
    return &fault;
  }
  return nullptr;
}

Result<ApiFault> parse_api_fault(std::string_view text) {
  const std::string_view whole = text;
  ApiFault fault;
  fault.operation = take_field(text);
  fault.code = take_field(text);
  const std::string_view status = take_field(text);
  const std::string_view count = take_field(text);
  if (!text.empty()) fault.message = text;
  const std::optional<int> status_number = number_in(status.empty() ? "400" : status);
  const std::optional<int> count_number = number_in(count);
  if (fault.operation.empty() || fault.code.empty() || !status_number ||
      (!count.empty() && !count_number)) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is not OPERATION:CODE[:STATUS[:COUNT[:MESSAGE]]]", whole));
  }
  fault.status = *status_number;
  fault.count = count_number;
  return fault;
}

}  // namespace cloudx::sandbox
