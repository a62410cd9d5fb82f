#include "cli/trace_output.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/dropped_lines.hpp"
#include "base/printable.hpp"
#include "cli/message_output.hpp"
#include "os/line_log.hpp"

namespace cloudx::cli {

namespace {

constexpr std::string_view kTopics = "CLOUDX_TRACE";
constexpr std::string_view kFile = "CLOUDX_TRACE_FILE";

// Nothing that is traced waits for whoever reads the lines: those that cannot be written at once
// are dropped and counted.
class TraceOutput final : public trace::Sink {
 public:
  explicit TraceOutput(std::optional<os::LineLog> file)
      : is_file_(file.has_value()), log_(file ? std::move(*file) : standard_error()) {}

  void write(trace::Topic topic, std::string_view text) override {
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began_;
    const std::string line =
        fmt::format("{:10.6f} {:<7} {}", time.count(),
                    trace::kTopicNames[static_cast<std::size_t>(topic)], printable(text));
    const std::lock_guard lock(mutex_);
    if (is_file_ || output_.is_ours()) {
      log_.write(line);
    } else {
      dropped_.write(line, [this](std::string_view one) { return put(one); });
    }
  }

 private:
  [[nodiscard]] bool put(std::string_view line) const {
    return output_.write(std::string(line) + line_end(), std::chrono::milliseconds::zero());
  }
  [[nodiscard]] os::LineLog standard_error() const {
    return os::LineLog(os::StandardStream::error, line_end());
  }
  [[nodiscard]] std::string line_end() const {
    return output_.kind() == os::TerminalKind::none ? "\n" : "\r\n";
  }

  bool is_file_;
  MessageOutput output_ = MessageOutput::of_proxy_command();
  os::LineLog log_;
  DroppedLines dropped_;  // of what goes to ssh's stderr; log_ counts its own
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
};

// Names of hosts, profiles and instances are nobody else's business: a new file is private.
Result<std::optional<os::LineLog>> open_file(const aws::Environment& environment) {
  const auto path = environment.get(kFile);
  if (!path) return std::optional<os::LineLog>();
  auto file = os::LineLog::append_to(*path);
  if (!file) {
    return fail(Errc::usage,
                fmt::format("cannot write the trace to {}: {}", *path, file.error().message));
  }
  return std::optional<os::LineLog>(std::move(*file));
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
