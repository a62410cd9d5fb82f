#include "os/process_protection.hpp"

#include <sys/resource.h>
#include <sys/types.h>

// ptrace(2). Its header, and the number in it, are only in Apple's SDK.
extern "C" int ptrace(int request, pid_t process, caddr_t address, int data);

namespace cloudx::os {

void keep_memory_private() {
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  constexpr int kDenyAttach = 31;  // PT_DENY_ATTACH; ends a process that a debugger has started
  ::ptrace(kDenyAttach, 0, nullptr, 0);
#endif
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace cloudx::os
