#pragma once
// What this service's launches are known by and made of.

#include <cstdint>
#include <string>
#include <string_view>

namespace cloudx::relay {

class LaunchPolicy {
 public:
  LaunchPolicy() = default;
  LaunchPolicy(const LaunchPolicy&) = delete;
  LaunchPolicy& operator=(const LaunchPolicy&) = delete;
  virtual ~LaunchPolicy() = default;

  // Names this service's launches: what has such a token and no record is a leftover of it.
  [[nodiscard]] virtual std::string new_token() const = 0;
  [[nodiscard]] virtual bool is_own(std::string_view client_token) const = 0;
  // The host key of a relay that was launched with the token; "" for one that another program
  // launched.
  [[nodiscard]] virtual std::string host_key(std::string_view client_token) const = 0;
  // How many ways there are to launch one, and what is special in that of an attempt, for people.
  [[nodiscard]] virtual std::uint32_t choices() const = 0;
  [[nodiscard]] virtual std::string describe_choice(std::uint32_t attempt) const = 0;
};

}  // namespace cloudx::relay
