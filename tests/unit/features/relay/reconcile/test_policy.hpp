#pragma once

#include <string>
#include <string_view>

#include "features/relay/reconcile/launch_policy.hpp"

namespace cloudx::relay {

// Three ways to launch; its own tokens begin with a t.
class TestPolicy final : public LaunchPolicy {
 public:
  [[nodiscard]] std::string new_token() const override { return "next"; }
  [[nodiscard]] bool is_own(std::string_view token) const override {
    return token.starts_with('t') || token == "next";
  }
  [[nodiscard]] std::string host_key(std::string_view token) const override {
    return "key of " + std::string(token);
  }
  [[nodiscard]] std::uint32_t choices() const override { return 3; }
  [[nodiscard]] std::string describe_choice(std::uint32_t attempt) const override {
    return "choice " + std::to_string(attempt);
  }
};

}  // namespace cloudx::relay
