#pragma once
// The answer of `ssh -G HOST`: what ssh would do for a host, after all files and their order.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::doctor {

class SshView {
 public:
  SshView() = default;
  explicit SshView(std::string_view output);

  // `keyword` in lower case, as ssh prints it.
  [[nodiscard]] std::optional<std::string> get(std::string_view keyword) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view keyword) const;

 private:
  std::multimap<std::string, std::string, std::less<>> values_;
};

}  // namespace cloudx::doctor
