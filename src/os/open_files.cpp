#include "os/open_files.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace cloudx::os {

std::optional<std::size_t> limit_open_files(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace cloudx::os
