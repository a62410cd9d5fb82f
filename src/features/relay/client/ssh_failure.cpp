#include "features/relay/client/ssh_failure.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "os/file_secrecy.hpp"

namespace cloudx::relay {

namespace {

constexpr std::size_t kLines = 20;
constexpr std::size_t kLongestLine = 1000;

// What LogLevel VERBOSE tells besides: nothing about a failure.
constexpr std::array<std::string_view, 6> kChatter = {
    "Authenticated to ",           "Transferred: ", "Bytes per second: ",
    "Warning: Permanently added ", "OpenSSH_",      "Connection to "};

bool is_chatter(std::string_view line) {
  return std::ranges::any_of(kChatter,
                             [&](std::string_view text) { return line.starts_with(text); });
}

bool any_contains(const SshLog& log, std::string_view text) {
  return std::ranges::any_of(log.lines(),
                             [&](const std::string& line) { return line.contains(text); });
}

}  // namespace

void SshLog::add(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n') {
      take(std::move(unfinished_));
      unfinished_.clear();
    } else if (c != '\r' && unfinished_.size() < kLongestLine) {
      unfinished_ += c;
    }
  }
}

void SshLog::take(std::string line) {
  if (line.starts_with("Authenticated to ")) authenticated_ = true;
  if (told_) told_(line);
  if (line.empty() || is_chatter(line)) return;
  lines_.push_back(std::move(line));
  if (lines_.size() > kLines) lines_.pop_front();
}

bool tells_refused_port(std::string_view line) {
  return line.starts_with("connect_to ") &&
         (line.contains(": failed") || line.contains(": unknown host"));
}

Error explain_ssh_end(const SshLog& log, int exit_status, const EndpointView& relay,
                      const SshInvocation& invocation) {
  const std::string where = fmt::format("the relay at {}", relay.address);
  if (any_contains(log, "Host key verification failed") ||
      any_contains(log, "HOST IDENTIFICATION HAS CHANGED")) {
    return fail(Errc::tls, fmt::format("{} has another host key than the relay service said: it is "
                                       "not the relay, or somebody is in between",
                                       where))
        .error();
  }
  if (any_contains(log, "are too open")) {
    return fail(Errc::credentials,
                fmt::format("ssh does not use the key {}, because others can read it: run  {}",
                            invocation.identity.string(), os::closing_command(invocation.identity)))
        .error();
  }
  if (any_contains(log, "Permission denied (")) {
    return fail(Errc::credentials, fmt::format("{} does not accept the key {} (--identity names "
                                               "another)",
                                               where, invocation.identity.string()))
        .error();
  }
  const std::string said = log.lines().empty() ? fmt::format("it ended with {}", exit_status)
                                               : printable(log.lines().back());
  return fail(Errc::connect, fmt::format("ssh to {}: {}", where, said)).error();
}

}  // namespace cloudx::relay
