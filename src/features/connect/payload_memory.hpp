#pragma once
// Which payloads got through, by region and agent version, from one run to the next: a file in the
// state folder with a line each, "REGION VERSION BYTES UNIX-TIME". It only saves asking again, so
// whatever is wrong with it counts as nothing known, and two runs at once may lose one's line.

#include <chrono>
#include <filesystem>
#include <string_view>

#include "base/error.hpp"
#include "protocol/ssm/payload_size_discovery.hpp"

namespace cloudx::connect {

class PayloadMemory {
 public:
  using Time = std::chrono::sys_seconds;

  // `state`: home::state_directory().
  explicit PayloadMemory(const std::filesystem::path& state) : file_(state / "payload-sizes") {}

  // What to try: the usual steps, but what did not get through is left alone for a week.
  [[nodiscard]] ssm::PayloadChoice choice(std::string_view region, std::string_view agent_version,
                                          Time now) const;
  // `size`: ssm::PayloadSizeDiscovery::learnt(). Writes nothing when that is known already.
  [[nodiscard]] Result<void> remember(std::string_view region, std::string_view agent_version,
                                      std::size_t size, Time now) const;

 private:
  std::filesystem::path file_;
};

}  // namespace cloudx::connect
