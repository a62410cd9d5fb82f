#pragma once
// setup's results on stdout.

#include <string>

#include "aws/core/environment.hpp"
#include "cli/colour.hpp"
#include "features/setup/report.hpp"

namespace cloudx::cli {

class SetupReport final : public setup::Report {
 public:
  // Live lines and colours on a terminal only.
  explicit SetupReport(const aws::Environment& environment);
  SetupReport(const SetupReport&) = delete;
  SetupReport& operator=(const SetupReport&) = delete;
  ~SetupReport() override;

  void heading(std::string_view text) override;
  void done(std::string_view text) override;
  void same(std::string_view text) override;
  void warn(std::string_view text) override;
  void text(std::string_view text) override;
  void busy(std::string_view text) override;

 private:
  void line(std::string_view mark, std::string_view text);
  void erase_busy();

  bool live_;  // stdout is a terminal
  Colour colour_;
  bool busy_ = false;
};

}  // namespace cloudx::cli
