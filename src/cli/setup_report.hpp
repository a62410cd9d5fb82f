#pragma once
// setup's results on stdout.

#include <string>

#include "features/setup/report.hpp"

namespace cloudx::cli {

class SetupReport final : public setup::Report {
 public:
  SetupReport();  // looks at stdout: live lines and colours on a terminal only
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
  void line(std::string_view colour, std::string_view mark, std::string_view text);
  void erase_busy();

  bool live_;    // stdout is a terminal
  bool colour_;  // and NO_COLOR is not set
  bool busy_ = false;
};

}  // namespace cloudx::cli
