#include "os/line_log.hpp"

#include <utility>

#include "base/printable.hpp"
#include "os/windows/access_list.hpp"
#include "os/windows/console.hpp"
#include "os/windows/open_file.hpp"
#include "os/windows/stream_io.hpp"

namespace cloudx::os {

namespace {

constexpr std::size_t kLongestLine = 4000;

}  // namespace

LineLog::Kind LineLog::kind_of(int) {
  return Kind::file;
}

LineLog::LineLog(StandardStream stream, std::string_view line_end)
    : LineLog(Descriptor(-1), stream == StandardStream::output ? 1 : 2, line_end) {}

LineLog::LineLog(Descriptor output) : LineLog(std::move(output), -1, "\n") {}

LineLog::LineLog(Descriptor output, int descriptor, std::string_view line_end)
    : output_(std::move(output)),
      descriptor_(descriptor),
      line_end_(line_end),
      kind_(Kind::file),
      own_(-1) {}

Result<LineLog> LineLog::append_to(const std::filesystem::path& file) {
  PrivateAccess access;
  Handle opened = access.attributes() == nullptr
                      ? Handle()
                      : open_file(file, FILE_APPEND_DATA, OPEN_ALWAYS, access.attributes());
  if (!opened) return fail(Errc::io, error_text(::GetLastError()));
  return LineLog(to_descriptor(std::move(opened)));
}

void LineLog::prepare_process() {}

void LineLog::write(std::string_view line) {
  dropped_.write(line, [this](std::string_view one) { return put(one); });
}

bool LineLog::put(std::string_view line) {
  std::string bytes = excerpt(line, kLongestLine);
  if (is_torn_) bytes.insert(0, line_end_);
  is_torn_ = put_some(bytes + line_end_) <= 0;
  return !is_torn_;
}

std::int64_t LineLog::put_some(std::string_view bytes) const {
  if (kind_ == Kind::file && output_.get() >= 0)
    return write_to(handle_of(output_), bytes) ? 1 : -1;
  const auto stream = descriptor_ == 1 ? StandardStream::output : StandardStream::error;
  return write_all(stream, bytes) ? 1 : -1;
}

}  // namespace cloudx::os
