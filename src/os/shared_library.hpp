#pragma once
// A library that is loaded while the program runs, when it is needed, and stays for good.

#include "base/error.hpp"

namespace cloudx::os {

class SharedLibrary {
 public:
  // Looked for where the system has its libraries ("libpq.so.5"). Errc::unsupported; the message is
  // the system's reason alone.
  [[nodiscard]] static Result<SharedLibrary> load(const char* file);

  // A function of it, whose type the caller has to know. Errors as above.
  template <class Function>
  [[nodiscard]] Result<void> find(const char* name, Function*& function) const {
    const Result<void*> found = find(name);
    if (!found) return std::unexpected(found.error());
    function = reinterpret_cast<Function*>(*found);
    return {};
  }

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}
  [[nodiscard]] Result<void*> find(const char* name) const;

  void* handle_;
};

}  // namespace cloudx::os
