#pragma once
// Another umask, for as long as a test lasts.

#include <sys/stat.h>

namespace cloudx::test {

class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;
  ~Umask() { ::umask(before_); }

 private:
  mode_t before_;
};

}  // namespace cloudx::test
