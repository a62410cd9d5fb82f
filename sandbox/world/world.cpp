#include "sandbox/world/world.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::size_t kLogLimit = 10'000;

template <std::size_t N>
std::string random_base64() {
  std::array<std::uint8_t, N> raw{};
  random_bytes(raw);
  return base64(raw);
}

}  // namespace

void World::add(InstanceSpec spec, Time now) {
  std::string id = spec.id;
  instances.insert_or_assign(std::move(id), Instance(std::move(spec), now));
}

const std::string& World::launch(InstanceSpec spec, Launch launch, Time now) {
  std::array<std::uint8_t, 9> random{};
  random_bytes(random);
  spec.id = "i-" + hex(random).substr(1);
  spec.state = InstanceState::pending;
  spec.private_ip = fmt::format("172.31.{}.{}", random[3], random[4]);
  // Of 127.0.0.0/8, but far from what other programs use: 16 million, so that two sandboxes and
  // two instances hardly ever choose the same.
  launch.public_ip =
      fmt::format("127.{}.{}.{}", 64 + random[0] % 128, random[1], 1 + random[2] % 254);
  const std::string id = spec.id;
  const auto added =
      instances.insert_or_assign(id, Instance(std::move(spec), std::move(launch), now));
  on_launched(id);
  return added.first->first;
}

Instance* World::instance(std::string_view id) {
  const auto found = instances.find(id);
  return found == instances.end() ? nullptr : &found->second;
}

Session* World::session(std::string_view id) {
  const auto found = sessions.find(id);
  return found == sessions.end() ? nullptr : &found->second;
}

std::string World::renew(Session& session) {
  session.token = "AAEAA" + random_base64<60>();
  ++session.cells;
  // As in the service's URLs: raw '+', '/' and '=', which a client must not re-encode.
  return fmt::format("wss://{}/v1/data-channel/{}?role=publish_subscribe&cell-number=AAEAA+/{}",
                     stream_host, session.id, random_base64<28>());
}

void World::terminate(Session& session, std::string output) {
  if (session.state == SessionState::terminated) return;
  session.state = SessionState::terminated;
  session.token.clear();
  session.output = std::move(output);
  on_session_terminated(session);
}

void World::record(LoggedRequest request) {
  log.push_back(std::move(request));
  if (log.size() > kLogLimit) log.pop_front();
}

}  // namespace cloudx::sandbox
