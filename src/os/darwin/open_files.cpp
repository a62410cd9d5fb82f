#include "os/open_files.hpp"

#include <algorithm>
#include <sys/resource.h>

#include <climits>

namespace cloudx::os {

namespace {

bool allow(rlimit limit, rlim_t files) {
  limit.rlim_cur = files;
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

}  // namespace

// The hard limit is often "unlimited", which setrlimit(2) does not take for what it allows: it
// names OPEN_MAX as what it does.
std::optional<std::size_t> allow_open_files(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  const rlim_t before = limit.rlim_cur;
  for (const rlim_t files : {std::min<rlim_t>(limit.rlim_max, wanted),
                             std::min<rlim_t>({limit.rlim_max, wanted, OPEN_MAX})}) {
    if (files > before && allow(limit, files)) return files;
  }
  return before;
}

}  // namespace cloudx::os
