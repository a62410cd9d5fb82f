#pragma once
// What ssh makes of its config for a host: ssh -G.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace cloudx::setup {

class SshSettings {
 public:
  explicit SshSettings(std::string_view output);

  // The first value; `keyword` in lower case.
  [[nodiscard]] std::optional<std::string> get(std::string_view keyword) const;

 private:
  std::map<std::string, std::string, std::less<>> first_;
};

// Errc::configuration where ssh refuses its config, with the lines that name the fault.
[[nodiscard]] Result<SshSettings> ask_ssh(const std::string& host,
                                          const std::vector<std::string>& ssh_options,
                                          std::chrono::seconds limit);

// Picks the lines that name a fault out of what ssh says when it refuses its config.
[[nodiscard]] std::string faults_in(std::string_view errors);

// Why connections cannot be shared as the settings say; empty where they can, or are not to be.
// ssh ends where its socket cannot be made.
[[nodiscard]] std::string sharing_problem(const SshSettings& settings);

}  // namespace cloudx::setup
