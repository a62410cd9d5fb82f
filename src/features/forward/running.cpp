#include "features/forward/running.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "async/sleep.hpp"
#include "base/printable.hpp"
#include "features/forward/background.hpp"
#include "features/forward/control.hpp"
#include "features/forward/register.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds kAnswerLimit{3};
// Sessions are ended at the service meanwhile.
constexpr std::chrono::seconds kEndLimit{60};
constexpr std::chrono::milliseconds kLook{50};

// Nothing where it does not answer: it has been halted (SIGSTOP), or ends just now.
std::optional<std::uint64_t> connections_of(const RegisterEntry& entry) {
  const auto answer =
      async::wait_for<std::string>(kAnswerLimit, [&entry](async::Deadline deadline) {
        return ask(entry.socket, kAskConnections, std::move(deadline));
      });
  std::uint64_t count = 0;
  if (!answer) return std::nullopt;
  const char* const end = answer->data() + answer->size();
  const auto [rest, error] = std::from_chars(answer->data(), end, count);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return count;
}

std::string to_json(const std::vector<RegisterEntry>& entries) {
  json::array all;
  for (const RegisterEntry& entry : entries) {
    json::array ends;
    for (const LocalEnd& end : entry.ends) {
      ends.push_back(json::object{{"local", end.local}, {"to", end.to}});
    }
    const auto connections = connections_of(entry);
    json::object one{{"name", entry.name},
                     {"process", entry.process},
                     {"target", entry.target},
                     {"since", iso8601(entry.since)},
                     {"listening", std::move(ends)},
                     {"connections", nullptr},
                     {"log", entry.log}};
    if (connections) one["connections"] = *connections;
    all.push_back(std::move(one));
  }
  return json::serialize(all) + "\n";
}

std::string describe(std::optional<std::uint64_t> connections) {
  if (!connections) return "does not answer";
  return fmt::format("{} connection{} open", *connections, *connections == 1 ? "" : "s");
}

std::string to_lines(const std::vector<RegisterEntry>& entries) {
  std::string text;
  for (const RegisterEntry& entry : entries) {
    text +=
        fmt::format("{}  process {}, to {}, since {}, {}\n", entry.name, entry.process,
                    printable(entry.target), iso8601(entry.since), describe(connections_of(entry)));
    for (const LocalEnd& end : entry.ends) {
      text += fmt::format("  {}  {}\n", printable(end.local), printable(end.to));
    }
  }
  return text;
}

bool is_meant(const RegisterEntry& entry, const std::string& word) {
  return entry.name == word || std::to_string(entry.process) == word;
}

// A name comes before a number.
Result<std::vector<RegisterEntry>> chosen(const StopRequest& request,
                                          std::vector<RegisterEntry> entries) {
  if (request.all) return entries;
  std::vector<RegisterEntry> all;
  for (const std::string& word : request.which) {
    auto found = std::ranges::find(entries, word, &RegisterEntry::name);
    if (found == entries.end()) {
      found = std::ranges::find_if(entries, [&](const auto& one) { return is_meant(one, word); });
    }
    if (found == entries.end()) {
      return fail(Errc::not_found,
                  fmt::format("no forward \"{}\" runs in the background; cloudx-proxy forward list "
                              "shows those that do",
                              printable(word)));
    }
    if (std::ranges::find(all, *found) == all.end()) all.push_back(*found);
  }
  return all;
}

bool is_gone(const fs::path& folder, const RegisterEntry& entry) {
  const auto left = running(folder);
  return left && std::ranges::find(*left, entry) == left->end();
}

asio::awaitable<Result<bool>> end(fs::path folder, RegisterEntry entry, async::Deadline deadline) {
  const auto told = co_await ask(entry.socket, kAskEnd, deadline.at_most(kAnswerLimit));
  // One that has ended meanwhile does not answer either.
  if (!told && !is_gone(folder, entry)) co_return std::unexpected(told.error());
  while (!is_gone(folder, entry)) {
    const auto waited = co_await async::sleep_for(kLook, deadline);
    if (!waited) co_return std::unexpected(waited.error());
  }
  co_return true;
}

}  // namespace

Result<std::string> run_list(const RunningRequest& request, const home::ProcessContext& context) {
  const auto entries = running(register_folder(context));
  if (!entries) return std::unexpected(entries.error());
  return request.json ? to_json(*entries) : to_lines(*entries);
}

Result<Stopped> run_stop(const StopRequest& request, const home::ProcessContext& context) {
  if (request.all != request.which.empty()) {
    return fail(Errc::usage, "give the names of forwards, or their processes, or --all");
  }
  const fs::path folder = register_folder(context);
  auto entries = running(folder);
  if (!entries) return std::unexpected(entries.error());
  const auto wanted = chosen(request, std::move(*entries));
  if (!wanted) return std::unexpected(wanted.error());
  Stopped stopped;
  for (const RegisterEntry& entry : *wanted) {
    const auto ended = async::wait_for<bool>(kEndLimit, [&](async::Deadline deadline) {
      return end(folder, entry, std::move(deadline));
    });
    if (ended) {
      stopped.names.push_back(entry.name);
    } else {
      stopped.failures.push_back(
          fail(ended.error().kind, fmt::format("{} (process {}) has not ended: {}", entry.name,
                                               entry.process, ended.error().message))
              .error());
    }
  }
  return stopped;
}

}  // namespace cloudx::forward
