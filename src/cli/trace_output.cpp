#include "cli/trace_output.hpp"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "cli/message_output.hpp"
#include "os/descriptor.hpp"
#include "os/line_log.hpp"

namespace cloudx::cli {

namespace {

constexpr std::string_view kTopics = "CLOUDX_TRACE";
constexpr std::string_view kFile = "CLOUDX_TRACE_FILE";

// Nothing that is traced waits for whoever reads the lines: those that cannot be written at once
// are dropped.
class TraceOutput final : public trace::Sink {
 public:
  explicit TraceOutput(std::optional<os::Descriptor> file) : file_(std::move(file)) {}

  void write(trace::Topic topic, std::string_view text) override {
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began_;
    const std::string line =
        fmt::format("{:10.6f} {:<7} {}", time.count(),
                    trace::kTopicNames[static_cast<std::size_t>(topic)], printable(text));
    const std::lock_guard lock(mutex_);
    if (file_ || output_.is_ours()) {
      log_.write(line);
    } else {
      output_.write(line + line_end(), std::chrono::milliseconds::zero());
    }
  }

 private:
  [[nodiscard]] std::string line_end() const {
    return file_ || output_.kind() == os::TerminalKind::none ? "\n" : "\r\n";
  }

  std::optional<os::Descriptor> file_;
  MessageOutput output_ = MessageOutput::of_proxy_command();
  os::LineLog log_{file_ ? file_->get() : STDERR_FILENO, line_end()};
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
};

// Names of hosts, profiles and instances are nobody else's business: a new file is private.
Result<std::optional<os::Descriptor>> open_file(const aws::Environment& environment) {
  const auto path = environment.get(kFile);
  if (!path) return std::optional<os::Descriptor>();
  // Without O_NONBLOCK a pipe that nobody reads would be waited for.
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  os::Descriptor file(::open(path->c_str(), kFlags, S_IRUSR | S_IWUSR));
  if (file.get() < 0) {
    return fail(Errc::usage,
                fmt::format("cannot write the trace to {}: {}", *path, system_message(errno)));
  }
  return std::optional<os::Descriptor>(std::move(file));
}

Result<void> begin(const aws::Environment& environment, trace::Topics topics) {
  auto file = open_file(environment);
  if (!file) return std::unexpected(std::move(file.error()));
  // It lives until the process ends: what is destroyed then may still be traced.
  static auto& output = *new TraceOutput(std::move(*file));
  trace::direct_to(&output, topics);
  return {};
}

}  // namespace

Result<void> begin_trace(const aws::Environment& environment) {
  const auto text = environment.get(kTopics);
  if (!text) return {};
  const auto topics = trace::parse_topics(*text);
  if (!topics) return fail(std::string(kTopics), topics.error());
  return begin(environment, *topics);
}

Result<void> begin_whole_trace(const aws::Environment& environment) {
  if (environment.get(kTopics)) return {};
  return begin(environment, trace::kAllTopics);
}

}  // namespace cloudx::cli
