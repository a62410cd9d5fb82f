#pragma once
// An environment variable that a test changes and leaves as it was, set or not.

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace cloudx::test {

class KeptVariable {
 public:
  explicit KeptVariable(std::string name) : name_(std::move(name)) {
    const char* const value = std::getenv(name_.c_str());
    if (value != nullptr) before_ = value;
  }
  KeptVariable(const KeptVariable&) = delete;
  KeptVariable& operator=(const KeptVariable&) = delete;
  ~KeptVariable() {
    if (before_) {
      ::setenv(name_.c_str(), before_->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }

 private:
  std::string name_;
  std::optional<std::string> before_;
};

}  // namespace cloudx::test
