#include "os/process_protection.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace cloudx::os {

// A limit of zero alone does not stop a core_pattern that is a pipe (core(5)).
void keep_memory_private() {
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace cloudx::os
