#pragma once
// What setup tells while it works: results, on stdout.

#include <string_view>

namespace cloudx::setup {

class Report {
 public:
  virtual ~Report() = default;
  virtual void heading(std::string_view text) = 0;  // a step begins
  virtual void done(std::string_view text) = 0;     // something was made or changed
  virtual void same(std::string_view text) = 0;     // it is there already
  virtual void warn(std::string_view text) = 0;     // the work goes on, the user should know
  virtual void text(std::string_view text) = 0;     // anything else, as it stands
  virtual void busy(std::string_view text) = 0;     // being waited for; replaced by the next line
};

}  // namespace cloudx::setup
