#pragma once
// The messages of a forward in the background.

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "os/line_log.hpp"

namespace cloudx::forward {

// Lines with their time in a file for the user alone (0600). When that has kLimit bytes it becomes
// FILE.old, in the place of the one before, and begins anew.
class LogFile {
 public:
  static constexpr std::size_t kLimit = 1U << 20;

  // What is there is replaced. Errc::io.
  [[nodiscard]] static Result<LogFile> begin(const std::filesystem::path& file);

  void write(std::string_view line);

 private:
  LogFile(std::filesystem::path file, os::LineLog log)
      : file_(std::move(file)), log_(std::move(log)) {}
  void turn_over();

  std::filesystem::path file_;
  std::optional<os::LineLog> log_;
  std::size_t size_ = 0;
};

// Tells the user as long as there is one, and the file after that.
class LoggedProgress final : public Progress {
 public:
  // `details`: the file has them, too. `user` must outlive this object.
  LoggedProgress(Progress& user, bool details) : user_(user), details_(details) {}

  void go_on_in(LogFile file) { file_.emplace(std::move(file)); }

  void status(std::string_view text, bool wait) override;
  void detail(std::string_view text) override;
  void warn(std::string_view text) override;
  void report(std::string_view text) override;
  void done() override;

 private:
  Progress& user_;
  bool details_;
  std::optional<LogFile> file_;
};

}  // namespace cloudx::forward
