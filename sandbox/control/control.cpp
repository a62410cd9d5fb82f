#include "sandbox/control/control.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "sandbox/api/sign_in.hpp"

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

HttpResponse response(int status, const json::value& body) {
  return {status, {{"Content-Type", "application/json"}}, json::serialize(body) + "\n"};
}

HttpResponse refuse(int status, std::string_view why) {
  return response(status, json::object{{"error", why}});
}

std::int64_t unix_ms(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

json::object launch(const Instance& instance, Time now) {
  const Launch& launch = *instance.launch();
  const std::optional<Time> ended = instance.ended(now);
  json::array steps;
  for (const BootStep& step : launch.steps) {
    steps.push_back(json::object{{"step", step.name}, {"at_ms", unix_ms(step.at)}});
  }
  return {{"template", launch.from.name},
          {"client_token", launch.client_token},
          {"image_id", launch.from.image_id},
          {"instance_type", launch.from.instance_type},
          {"public_ip", launch.public_ip},
          {"at_ms", unix_ms(instance.launched())},
          {"ended_at_ms", ended ? json::value(unix_ms(*ended)) : json::value()},
          {"reason", instance.state_reason(now).code},
          {"steps", std::move(steps)}};
}

json::array instances(const World& world, Time now) {
  json::array out;
  for (const auto& [id, instance] : world.instances) {
    json::object tags;
    for (const auto& [key, value] : instance.spec().tags) tags[key] = value;
    out.push_back(json::object{{"id", id},
                               {"state", name_of(instance.state(now))},
                               {"online", instance.online(now)},
                               {"accepts_sessions", instance.accepts_sessions(now)},
                               {"tags", std::move(tags)}});
    if (instance.launch()) out.back().get_object()["launch"] = launch(instance, now);
  }
  return out;
}

json::array sessions(const World& world) {
  json::array out;
  for (const auto& [id, session] : world.sessions) {
    const bool open = session.state == SessionState::open;
    out.push_back(json::object{{"id", id},
                               {"target", session.target},
                               {"document", session.document},
                               {"kind", name_of(session.plan.kind)},
                               {"reason", session.reason},
                               {"host", session.plan.host},
                               {"port", session.plan.port},
                               {"command", session.plan.command},
                               {"client_version", session.client_version},
                               {"state", open ? "open" : "terminated"},
                               {"connected", session.connected},
                               {"stream_urls", session.cells},
                               {"bytes_to_target", session.to_target},
                               {"bytes_from_target", session.from_target},
                               {"limit_kills", session.limit_kills},
                               {"mux_stalls", session.mux_stalls},
                               {"mux_error", session.mux_error},
                               {"sha256_to_target", session.sha256_to_target},
                               {"output", session.output}});
  }
  return out;
}

json::array requests(const World& world) {
  json::array out;
  for (const LoggedRequest& request : world.log) {
    out.push_back(json::object{{"at", iso8601(to_seconds(request.at))},
                               {"service", request.service},
                               {"operation", request.operation},
                               {"access_key_id", request.access_key_id},
                               {"status", request.status},
                               {"error", request.error_code}});
  }
  return out;
}

HttpResponse state(const World& world, Time now) {
  return response(200, json::object{{"region", world.region},
                                    {"instances", instances(world, now)},
                                    {"sessions", sessions(world)},
                                    {"logged_in", !world.identity_center.access_token.empty()},
                                    {"pushed_keys", world.pushed_keys.count()},
                                    {"requests", requests(world)}});
}

HttpResponse set_faults(World& world, Duration& round_trip, json::object patch) {
  Duration changed = round_trip;
  if (const json::value* value = patch.if_contains("rtt_ms")) {
    const json::result<std::uint64_t> milliseconds = json::try_value_to<std::uint64_t>(*value);
    if (!milliseconds) return refuse(400, "rtt_ms must be a number, 0 or more");
    changed = std::chrono::milliseconds(*milliseconds);
    patch.erase("rtt_ms");
  }
  const Result<void> done = apply_patch(world.faults, patch);
  if (!done) return refuse(400, done.error().message);
  round_trip = changed;
  world.on_faults_set();
  return response(200, json::object{{"ok", true}});
}

HttpResponse let_happen(World& world, std::string_view name, const json::object& settings) {
  const Result<Incident> incident = parse_incident(name, settings);
  const Result<void> done =
      incident ? world.on_incident(*incident) : Result<void>(std::unexpected(incident.error()));
  if (done) return response(200, json::object{{"ok", true}});
  return refuse(done.error().kind == Errc::not_found ? 404 : 400, done.error().message);
}

HttpResponse new_credentials(World& world, Time now) {
  const AccessKey& key = world.credentials.add_user_key(
      true, now, world.faults.lifetime_of(CredentialStore::kUserKeyLifetime));
  return response(200, json::object{{"Version", 1},
                                    {"AccessKeyId", key.id},
                                    {"SecretAccessKey", key.secret.reveal()},
                                    {"SessionToken", key.session_token.reveal()},
                                    {"Expiration", iso8601(to_seconds(*key.expires))}});
}

HttpResponse set_state(World& world, std::string_view path, const json::object& body, Time now) {
  constexpr std::string_view kSuffix = "/state";
  if (!path.ends_with(kSuffix)) return refuse(404, "no such page");
  path.remove_suffix(kSuffix.size());
  Instance* instance = world.instance(path);
  if (instance == nullptr) return refuse(404, "no such instance");
  const json::value* wanted = body.if_contains("state");
  if (wanted == nullptr || !wanted->is_string()) return refuse(400, "\"state\" is missing");
  const auto state = parse_instance_state(std::string(wanted->get_string()));
  if (!state) return refuse(400, state.error().message);
  instance->enter(*state, now);
  world.on_state_set(std::string(path));
  return response(200, json::object{{"id", path}, {"state", name_of(*state)}});
}

HttpResponse set_sso(World& world, const json::object& patch) {
  const Result<void> done = apply_patch(world.identity_center, patch);
  return done ? response(200, json::object{{"ok", true}}) : refuse(400, done.error().message);
}

HttpResponse set_login(World& world, const json::object& patch, Time now) {
  json::object settings = patch;
  const json::value* arn = patch.if_contains("arn");
  const std::string who = arn != nullptr && arn->is_string() ? std::string(arn->get_string()) : "";
  settings.erase("arn");
  const Result<void> done = apply_patch(world.sign_in, settings);
  if (!done) return refuse(400, done.error().message);
  if (who.empty()) return response(200, json::object{{"ok", true}});
  return {200, {{"Content-Type", "application/json"}}, log_in(world, who, now) + "\n"};
}

HttpResponse add_instances(World& world, const json::object& body, Time now) {
  const json::value* add = body.if_contains("add");
  const auto texts = add == nullptr ? json::result<std::vector<std::string>>(json::error::not_found)
                                    : json::try_value_to<std::vector<std::string>>(*add);
  if (!texts) return refuse(400, "\"add\" must be a list of texts");
  std::vector<InstanceSpec> specs;
  for (const std::string& text : *texts) {
    const auto spec = parse_instance_spec(text);
    if (!spec) return refuse(400, spec.error().message);
    specs.push_back(*spec);
  }
  for (InstanceSpec& spec : specs) world.add(std::move(spec), now);
  return response(200, json::object{{"instances", world.instances.size()}});
}

HttpResponse add_document(World& world, const json::object& body) {
  const json::value* name = body.if_contains("name");
  const json::value* content = body.if_contains("content");
  if (name == nullptr || !name->is_string() || content == nullptr || !content->is_object()) {
    return refuse(400, "a document has a \"name\" and a \"content\"");
  }
  Result<SessionDocument> document = parse_document(content->get_object());
  if (!document) return refuse(400, document.error().message);
  world.documents.insert_or_assign(std::string(name->get_string()), std::move(*document));
  return response(200, json::object{{"documents", world.documents.size()}});
}

HttpResponse set_hosts(World& world, const json::object& body) {
  decltype(world.hosts) changed;
  for (const auto& [name, value] : body) {
    auto addresses = json::try_value_to<std::vector<std::string>>(value);
    if (!addresses) return refuse(400, "the addresses of a host must be a list of texts");
    changed.emplace(name, std::move(*addresses));
  }
  for (auto& [name, addresses] : changed) world.hosts[name] = std::move(addresses);
  return response(200, json::object{{"ok", true}});
}

}  // namespace

HttpResponse answer_control_request(World& world, Duration& round_trip, const HttpRequest& request,
                                    Time now) {
  constexpr std::string_view kInstances = "/_sandbox/instances/";
  constexpr std::string_view kIncidents = "/_sandbox/incidents/";
  const std::string_view path = request.url.target;
  if (request.method == "GET") {
    return path == "/_sandbox/state" ? state(world, now) : refuse(404, "no such page");
  }
  json::error_code error;
  const json::value body = json::parse(request.body, error);
  if (error || !body.is_object()) return refuse(400, "the body must be a JSON object");
  if (path == "/_sandbox/faults") return set_faults(world, round_trip, body.get_object());
  if (path == "/_sandbox/sso") return set_sso(world, body.get_object());
  if (path == "/_sandbox/login") return set_login(world, body.get_object(), now);
  if (path == "/_sandbox/instances") return add_instances(world, body.get_object(), now);
  if (path == "/_sandbox/documents") return add_document(world, body.get_object());
  if (path == "/_sandbox/hosts") return set_hosts(world, body.get_object());
  if (path == "/_sandbox/credentials") return new_credentials(world, now);
  if (path.starts_with(kIncidents)) {
    return let_happen(world, path.substr(kIncidents.size()), body.get_object());
  }
  if (path.starts_with(kInstances)) {
    return set_state(world, path.substr(kInstances.size()), body.get_object(), now);
  }
  return refuse(404, "no such page");
}

}  // namespace cloudx::sandbox
