#pragma once
// Public keys that EC2 Instance Connect put on an instance: each opens it for 60 s, for one OS
// user.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

struct PushedKey {
  std::string instance_id;
  std::string os_user;
  std::string line;  // as in authorized_keys, without the line end
  Time expires;
};

class PushedKeys {
 public:
  explicit PushedKeys(Duration lifetime) : lifetime_(lifetime) {}

  void push(std::string instance_id, std::string os_user, std::string line, Time now);
  // The authorized_keys content for that user of that instance.
  [[nodiscard]] std::string authorized_keys(std::string_view instance_id, std::string_view os_user,
                                            Time now) const;
  // Every OS user that a key was ever pushed for.
  [[nodiscard]] std::set<std::string> os_users(std::string_view instance_id) const;
  [[nodiscard]] std::size_t count() const { return keys_.size(); }  // pushes so far
  [[nodiscard]] Duration lifetime() const { return lifetime_; }

 private:
  Duration lifetime_;
  std::vector<PushedKey> keys_;
};

}  // namespace cloudx::sandbox
