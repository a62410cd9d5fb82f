#pragma once
// What a service tells, on stderr or in a file: plain lines, none of which holds it up or ends it.

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/progress.hpp"
#include "os/line_log.hpp"

namespace cloudx::cli {

class ServiceLog final : public Progress {
 public:
  explicit ServiceLog(os::LineLog log = os::LineLog(os::StandardStream::error))
      : log_(std::move(log)) {}
  void status(std::string_view text, bool wait) override {
    if (wait) line(text);
  }
  void detail(std::string_view /*text*/) override {}
  void warn(std::string_view text) override { line(text); }
  void report(std::string_view text) override { line(text); }
  void done() override {}

 private:
  void line(std::string_view text) { log_.write(fmt::format("cloudx-proxy: {}", text)); }

  os::LineLog log_;
};

}  // namespace cloudx::cli
