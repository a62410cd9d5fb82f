#include "os/process_protection.hpp"

#include <windows.h>
#include <werapi.h>

namespace cloudx::os {

// No report of a crash has the heap in it, and no dialog waits for somebody to close it.
void keep_memory_private() {
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  ::WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
}

}  // namespace cloudx::os
