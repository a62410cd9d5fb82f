#include "os/process_protection.hpp"

#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

// In a process of its own: there is no way back.
TEST(ProcessProtection, LeavesNoCoreAndLetsNobodyIn) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    keep_memory_private();
    rlimit core{1, 1};
    ::getrlimit(RLIMIT_CORE, &core);
    int wrong = core.rlim_cur != 0 || core.rlim_max != 0 ? 1 : 0;
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    if (::prctl(PR_GET_DUMPABLE) != 0) wrong += 2;
#endif
    ::_exit(wrong);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace cloudx::os
