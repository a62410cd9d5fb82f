#include "features/shell/recording.hpp"

#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::shell {

Result<std::unique_ptr<Recording>> Recording::make(const std::filesystem::path& path,
                                                   const CastHeader& header) {
  if (auto made = os::write_new_file(path, Asciicast::header(header)); !made) {
    return std::unexpected(made.error());
  }
  std::unique_ptr<Recording> recording(new Recording());
  recording->file_.open(path, std::ios::app | std::ios::binary);
  if (!recording->file_) return fail(Errc::io, fmt::format("{} cannot be written", path.string()));
  return recording;
}

Recording::~Recording() {
  write(cast_.finish(now()));
}

Asciicast::Time Recording::now() const {
  return std::chrono::duration_cast<Asciicast::Time>(std::chrono::steady_clock::now() - begun_);
}

void Recording::output(ByteView bytes) {
  write(cast_.output(now(), bytes));
}

void Recording::resized(std::uint32_t columns, std::uint32_t rows) {
  write(cast_.resized(now(), columns, rows));
}

// What cannot be written is missing in the recording: the session is worth more.
void Recording::write(const std::string& lines) {
  if (!lines.empty()) file_ << lines << std::flush;
}

}  // namespace cloudx::shell
