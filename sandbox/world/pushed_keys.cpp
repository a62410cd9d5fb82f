#include "sandbox/world/pushed_keys.hpp"

#include <utility>

namespace cloudx::sandbox {

void PushedKeys::push(std::string instance_id, std::string os_user, std::string line, Time now) {
  keys_.push_back({std::move(instance_id), std::move(os_user), std::move(line), now + lifetime_});
}

std::string PushedKeys::authorized_keys(std::string_view instance_id, std::string_view os_user,
                                        Time now) const {
  std::string text;
  for (const PushedKey& key : keys_) {
    if (key.instance_id == instance_id && key.os_user == os_user && now < key.expires) {
      text += key.line + "\n";
    }
  }
  return text;
}

std::set<std::string> PushedKeys::os_users(std::string_view instance_id) const {
  std::set<std::string> users;
  for (const PushedKey& key : keys_) {
    if (key.instance_id == instance_id) users.insert(key.os_user);
  }
  return users;
}

}  // namespace cloudx::sandbox
