#include "os/line_log.hpp"

#include <utility>

#include "base/printable.hpp"

namespace cloudx::os {

LineLog::LineLog(StandardStream stream, std::string_view line_end)
    : output_(line_output(stream)), line_end_(line_end) {}

LineLog::LineLog(Descriptor output) : output_(line_output(std::move(output))) {}

Result<LineLog> LineLog::append_to(const std::filesystem::path& file) {
  auto opened = open_to_append(file);
  if (!opened) return std::unexpected(opened.error());
  return LineLog(std::move(*opened));
}

void LineLog::prepare_process() {
  survive_failing_writes();
}

void LineLog::write(std::string_view line) {
  dropped_.write(line, [this](std::string_view one) { return put(one); });
}

bool LineLog::put(std::string_view line) {
  // Less than PIPE_BUF (4096 on Linux): a pipe takes it in one piece or not at all (pipe(7)).
  constexpr std::size_t kLongestLine = 4000;
  std::string bytes = excerpt(line, kLongestLine) + line_end_;
  if (is_torn_) bytes.insert(0, line_end_);
  const std::size_t written = output_->put(bytes);
  if (written == 0) return false;
  is_torn_ = written < bytes.size();
  return !is_torn_;
}

}  // namespace cloudx::os
