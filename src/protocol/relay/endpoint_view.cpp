#include "protocol/relay/endpoint_view.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/encoding.hpp"
#include "base/ip_address.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxSize = 16U << 10;
constexpr std::size_t kMaxDepth = 8;
constexpr std::int64_t kMaxWait = 55;  // below the minute that proxies and NAT boxes often allow

Result<json::object> parse_object(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code error;
  if (text.size() > kMaxSize) return fail(Errc::protocol, "the JSON text is too large");
  json::value value = json::parse(text, error, {}, options);
  if (error || !value.is_object()) return fail(Errc::protocol, "this is no JSON object");
  return std::move(value.get_object());
}

// Members of the right kind; a missing one leaves `into` as it is, a wrong one fails.
class Members {
 public:
  explicit Members(const json::object& object) : object_(object) {}

  void text(std::string_view name, std::string& into) {
    const json::value* member = object_.if_contains(name);
    if (member == nullptr) return;
    if (!member->is_string()) return refuse(name);
    into = std::string_view(member->get_string());
  }
  void phase(std::string_view name, RelayPhase& into) {
    std::string said(relay::name(into));
    text(name, said);
    const auto phase = relay_phase(said);
    if (!phase) return refuse(name);
    into = *phase;
  }
  void flag(std::string_view name, bool& into) {
    const json::value* member = object_.if_contains(name);
    if (member == nullptr) return;
    if (!member->is_bool()) return refuse(name);
    into = member->get_bool();
  }
  template <class Number>
  void number(std::string_view name, std::int64_t most, Number& into) {
    const json::value* member = object_.if_contains(name);
    if (member == nullptr) return;
    boost::system::error_code error;
    const auto value = member->to_number<std::int64_t>(error);
    if (error || value < 0 || value > most || member->is_double()) return refuse(name);
    into = static_cast<Number>(value);
  }
  void refuse(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
  }
  [[nodiscard]] Result<void> result() const {
    if (wrong_.empty()) return {};
    return fail(Errc::protocol, "the member \"" + wrong_ + "\" is not as it must be");
  }

 private:
  const json::object& object_;
  std::string wrong_;
};

bool is_host_key(std::string_view line) {
  constexpr std::string_view kType = "ssh-ed25519 ";
  constexpr std::size_t kBlob = 51;  // RFC 8709 section 4
  if (!line.starts_with(kType)) return false;
  const auto blob = unbase64(line.substr(kType.size()));
  return blob && blob->size() == kBlob;
}

bool is_user(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= 32 && name.front() != '-' &&
         std::ranges::all_of(name, fits);
}

void check_place(const EndpointView& view, Members& members) {
  const bool running = view.phase == RelayPhase::running;
  if ((running || !view.address.empty()) && !is_ip_address(view.address)) members.refuse("address");
  if (view.port == 0) members.refuse("port");
  if (!is_user(view.user)) members.refuse("user");
  if (!view.host_key.empty() && !is_host_key(view.host_key)) members.refuse("host_key");
}

}  // namespace

std::string to_json(const EndpointView& view) {
  json::object object{{"state", name(view.phase)},         {"version", view.version},
                      {"forward_seen", view.forward_seen}, {"idle_minutes", view.idle_minutes},
                      {"max_hours", view.max_hours},       {"time", view.time}};
  if (!view.step.empty()) object["step"] = view.step;
  if (!view.error.empty()) object["error"] = view.error;
  if (!view.instance_id.empty()) object["instance_id"] = view.instance_id;
  if (!view.address.empty()) {
    object["address"] = view.address;
    object["port"] = view.port;
    object["user"] = view.user;
    object["host_key"] = view.host_key;
  }
  return json::serialize(object);
}

Result<EndpointView> parse_endpoint_view(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  constexpr std::int64_t kMost = std::int64_t{1} << 53;  // what any JSON reader can hold
  EndpointView view;
  Members members(*object);
  members.phase("state", view.phase);
  members.text("step", view.step);
  members.text("error", view.error);
  members.text("address", view.address);
  members.text("user", view.user);
  members.text("host_key", view.host_key);
  members.text("instance_id", view.instance_id);
  members.number("version", kMost, view.version);
  members.number("port", 65535, view.port);
  members.number("forward_seen", kMost, view.forward_seen);
  members.number("idle_minutes", 1 << 20, view.idle_minutes);
  members.number("max_hours", 1 << 20, view.max_hours);
  members.number("time", kMost, view.time);
  check_place(view, members);
  if (auto good = members.result(); !good) return std::unexpected(good.error());
  return view;
}

std::string to_json(const WaitRequest& request) {
  return json::serialize(json::object{{"seen", request.seen},
                                      {"seconds", request.seconds.count()},
                                      {"attached", request.attached}});
}

Result<WaitRequest> parse_wait_request(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  WaitRequest request;
  std::int64_t seconds = 0;
  Members members(*object);
  members.number("seen", std::int64_t{1} << 53, request.seen);
  members.number("seconds", kMaxWait, seconds);
  members.flag("attached", request.attached);
  if (auto good = members.result(); !good) return std::unexpected(good.error());
  request.seconds = std::chrono::seconds(seconds);
  return request;
}

std::string client_json(std::string_view client) {
  return json::serialize(json::object{{"client", client}});
}

std::string parse_client(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return {};
  std::string client;
  Members members(*object);
  members.text("client", client);
  return valid_id(client) ? client : "";
}

std::string error_json(std::string_view text) {
  return json::serialize(json::object{{"error", text}});
}

std::string clock_error_json(std::int64_t time) {
  return json::serialize(json::object{{"error", "clock"}, {"time", time}});
}

ErrorBody parse_error_body(std::string_view text) {
  ErrorBody body;
  const auto object = parse_object(text);
  if (!object) return body;
  Members members(*object);
  members.text("error", body.error);
  members.number("time", std::int64_t{1} << 53, body.time);
  return body;
}

}  // namespace cloudx::relay
