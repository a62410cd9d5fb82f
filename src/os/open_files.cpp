#include "os/open_files.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace cloudx::os {

std::optional<std::size_t> allow_open_files(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted);
  const bool raised = limit.rlim_cur > before && ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
  return raised ? limit.rlim_cur : before;
}

}  // namespace cloudx::os
