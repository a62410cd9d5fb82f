#pragma once
// What a service tells, on stderr: plain lines, none of which holds it up or ends it.

#include <string_view>

#include <fmt/format.h>

#include "base/progress.hpp"
#include "os/line_log.hpp"

namespace cloudx::cli {

class ServiceLog final : public Progress {
 public:
  void status(std::string_view text, bool wait) override {
    if (wait) line(text);
  }
  void detail(std::string_view /*text*/) override {}
  void warn(std::string_view text) override { line(text); }
  void report(std::string_view text) override { line(text); }
  void done() override {}

 private:
  void line(std::string_view text) { log_.write(fmt::format("cloudx-proxy: {}", text)); }

  os::LineLog log_{os::StandardStream::error};
};

}  // namespace cloudx::cli
