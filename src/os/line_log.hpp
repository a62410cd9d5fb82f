#pragma once
// A service's lines on stderr, or in a file. None of them may hold the service up or end it,
// whatever has become of who reads them: a line that cannot be written at once is dropped and
// counted.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/dropped_lines.hpp"
#include "base/error.hpp"
#include "os/line_output.hpp"

namespace cloudx::os {

class LineLog {
 public:
  // Writes to a file, a pipe, a socket or a terminal. One in raw mode needs "\r\n".
  explicit LineLog(StandardStream stream, std::string_view line_end = "\n");
  explicit LineLog(Descriptor output);
  LineLog(LineLog&&) noexcept = default;
  LineLog(const LineLog&) = delete;
  LineLog& operator=(const LineLog&) = delete;
  LineLog& operator=(LineLog&&) = delete;
  ~LineLog() = default;

  // At the end of the file; one that is missing is made, for the user alone. A pipe that nobody
  // reads is not waited for. Errc::io; the message is the system's reason alone.
  [[nodiscard]] static Result<LineLog> append_to(const std::filesystem::path& file);

  // One line, without its end. Control characters become blanks; what is longer than 4000 bytes is
  // cut. Before the first line after others that were dropped stands how many those were.
  void write(std::string_view line);
  [[nodiscard]] std::uint64_t dropped() const { return dropped_.count(); }

  // At the start of a service. Ignores what would end the process for a line, or another write,
  // that fails: nobody reads a pipe any more (SIGPIPE), a file is as large as it may be (SIGXFSZ).
  // Programs that this one starts do not inherit it where os::run_process and os::ChildProcess
  // start them. A stderr that is closed is main()'s business (standard_descriptors.hpp): the next
  // file that is opened would take its number, and the lines.
  static void prepare_process();

 private:
  [[nodiscard]] bool put(std::string_view line);

  std::unique_ptr<LineOutput> output_;
  std::string line_end_ = "\n";
  bool is_torn_ = false;  // the last line stands there without its end
  DroppedLines dropped_;
};

}  // namespace cloudx::os
