// EC2 Instance Connect: a public key that opens the instance for 60 s.

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/uuid.hpp"
#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

// Linux user names, as the API reference's pattern allows them.
bool valid_os_user(std::string_view user) {
  static constexpr std::string_view kFirst =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  static constexpr std::string_view kMore =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return !user.empty() && user.size() <= 32 && kFirst.contains(user.front()) &&
         user.find_first_not_of(kMore) == std::string_view::npos;
}

// "ssh-ed25519 AAAA... [comment]" on one line: the type stands again inside the key.
bool valid_public_key(std::string_view line) {
  static constexpr std::array<std::string_view, 2> kTypes{"ssh-ed25519", "ssh-rsa"};
  if (line.size() < 80 || line.size() > 4096 || line.contains('\n')) return false;
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view type = line.substr(0, space);
  std::string_view blob = line.substr(space + 1);
  blob = blob.substr(0, blob.find(' '));
  const std::optional<Bytes> key = unbase64(blob);
  return std::ranges::count(kTypes, type) == 1 && key && key->size() > 4 + type.size() &&
         load_be32(key->data()) == type.size() && as_text(*key).substr(4, type.size()) == type;
}

ApiResult send_ssh_public_key(World& world, const ApiCall& call) {
  const std::string id = call.text("InstanceId");
  const std::string user = call.text("InstanceOSUser");
  std::string key = call.text("SSHPublicKey");
  while (key.ends_with('\n') || key.ends_with('\r')) key.pop_back();
  if (!id.starts_with("i-") || !valid_os_user(user)) {
    return api_error("InvalidArgsException", "The instance id or the OS user is not valid.");
  }
  if (!valid_public_key(key)) {
    return api_error("InvalidArgsException", "The SSH public key is not valid.");
  }
  const Instance* instance = find_instance(world, call, id);
  if (instance == nullptr) {
    return api_error("EC2InstanceNotFoundException", fmt::format("Instance {} was not found.", id),
                     404);
  }
  const InstanceState state = instance->state(call.now);
  if (state != InstanceState::running) {
    return api_error("EC2InstanceStateInvalidException",
                     fmt::format("Instance {} is not running: it is {}.", id, name_of(state)));
  }
  world.pushed_keys.push(id, user, key, call.now);
  world.on_key_pushed(id, user);
  return boost::json::serialize(
      boost::json::object{{"RequestId", to_string(random_uuid())}, {"Success", true}});
}

}  // namespace

std::vector<Operation> instance_connect_operations() {
  return {{"ec2-instance-connect", "SendSSHPublicKey", send_ssh_public_key}};
}

}  // namespace cloudx::sandbox
