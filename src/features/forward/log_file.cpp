#include "features/forward/log_file.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/timestamp.hpp"

namespace cloudx::forward {

namespace fs = std::filesystem;

namespace {

fs::path older(const fs::path& file) {
  return file.string() + ".old";
}

}  // namespace

Result<LogFile> LogFile::begin(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
  fs::remove(older(file), ignored);
  auto log = os::LineLog::append_to(file);
  if (!log) {
    return fail(Errc::io, fmt::format("cannot write {}: {}", file.string(), log.error().message));
  }
  return LogFile(file, std::move(*log));
}

void LogFile::write(std::string_view line) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::string whole = fmt::format("{} {}", iso8601(now), line);
  if (size_ + whole.size() > kLimit) turn_over();
  size_ += whole.size() + 1;
  if (log_) log_->write(whole);
}

// Where no new file can be had nothing is written: the old one is as large as it may be.
void LogFile::turn_over() {
  log_.reset();
  size_ = 0;
  std::error_code error;
  fs::rename(file_, older(file_), error);
  if (error) return;
  auto log = os::LineLog::append_to(file_);
  if (log) log_.emplace(std::move(*log));
}

void LoggedProgress::status(std::string_view text, bool wait) {
  if (!file_) {
    user_.status(text, wait);
  } else if (wait) {
    file_->write(text);
  }
}

void LoggedProgress::detail(std::string_view text) {
  if (!file_) {
    user_.detail(text);
  } else if (details_) {
    file_->write(text);
  }
}

void LoggedProgress::warn(std::string_view text) {
  if (file_) {
    file_->write(text);
  } else {
    user_.warn(text);
  }
}

void LoggedProgress::report(std::string_view text) {
  if (file_) {
    file_->write(text);
  } else {
    user_.report(text);
  }
}

void LoggedProgress::done() {
  if (!file_) user_.done();
}

}  // namespace cloudx::forward
