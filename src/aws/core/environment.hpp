#pragma once
// Environment variables behind an interface, so that nothing below main() reads the process's own.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cloudx::aws {

class Environment {
 public:
  using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

  explicit Environment(Lookup lookup) : lookup_(std::move(lookup)) {}
  [[nodiscard]] static Environment of_process();

  // An empty variable counts as unset, as in the AWS SDKs.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
  // True for "true" in any case, the only value that the SDKs take for it.
  [[nodiscard]] bool is_true(std::string_view name) const;
  [[nodiscard]] std::string home() const;  // HOME, or "" when unset
  // "~", "$NAME" and "${NAME}" replaced; unknown variables stay as they are.
  [[nodiscard]] std::string expand(std::string_view path) const;

 private:
  Lookup lookup_;
};

}  // namespace cloudx::aws
