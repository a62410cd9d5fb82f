#pragma once
// Client tokens that follow from the seed.

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "features/relay/reconcile/launch_policy.hpp"

namespace cloudx::relay_simulation {

class Policy final : public relay::LaunchPolicy {
 public:
  [[nodiscard]] std::string new_token() const override { return fmt::format("own-{}", ++tokens_); }
  [[nodiscard]] bool is_own(std::string_view token) const override {
    return token.starts_with("own-");
  }
  [[nodiscard]] std::string host_key(std::string_view token) const override {
    return fmt::format("key of {}", token);
  }
  [[nodiscard]] std::uint32_t choices() const override { return 4; }
  [[nodiscard]] std::string describe_choice(std::uint32_t attempt) const override {
    return fmt::format("choice {}", attempt);
  }

 private:
  mutable std::uint64_t tokens_ = 0;
};

}  // namespace cloudx::relay_simulation
