#include "features/forward/register.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::forward {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::string_view kEntry = ".forward";
constexpr std::string_view kSocket = ".socket";
constexpr std::size_t kLongestName = 40;  // paths of sockets are short, 104 bytes on macOS

std::string name_for(std::string_view target) {
  std::string name(target.substr(0, kLongestName));
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && c != '-' && c != '=' && c != '.') c = '_';
  }
  if (name.empty() || name.front() == '.' || name.front() == '-') name.insert(0, 1, '_');
  return name;
}

fs::path file_of(const fs::path& folder, std::string_view name, std::string_view ending) {
  return folder / (std::string(name) + std::string(ending));
}

void remove_files(const fs::path& folder, std::string_view name) {
  std::error_code ignored;
  fs::remove(file_of(folder, name, kSocket), ignored);
  fs::remove(file_of(folder, name, kEntry), ignored);
}

std::string to_text(const RegisterEntry& entry) {
  json::array ends;
  for (const LocalEnd& end : entry.ends) {
    ends.push_back(json::object{{"local", end.local}, {"to", end.to}});
  }
  return json::serialize(json::object{{"name", entry.name},
                                      {"process", entry.process},
                                      {"target", entry.target},
                                      {"since", iso8601(entry.since)},
                                      {"ends", std::move(ends)},
                                      {"log", entry.log},
                                      {"socket", entry.socket}});
}

// Nothing where it is not whole: a forward that is not ready yet, or a full disk.
std::optional<RegisterEntry> parse_entry(const std::string& text) {
  boost::system::error_code error;
  const json::value whole = json::parse(text, error);
  const json::object* object = error ? nullptr : whole.if_object();
  if (object == nullptr) return std::nullopt;
  const auto text_of = [](const json::object& from, std::string_view key) {
    const json::value* value = from.if_contains(key);
    const json::string* found = value == nullptr ? nullptr : value->if_string();
    return found == nullptr ? std::string() : std::string(*found);
  };
  RegisterEntry entry;
  entry.name = text_of(*object, "name");
  entry.target = text_of(*object, "target");
  entry.log = text_of(*object, "log");
  entry.socket = text_of(*object, "socket");
  const auto since = parse_iso8601(text_of(*object, "since"));
  const json::value* process = object->if_contains("process");
  if (entry.name.empty() || !since || process == nullptr) return std::nullopt;
  const auto number = json::try_value_to<std::uint64_t>(*process);
  if (!number) return std::nullopt;
  entry.since = *since;
  entry.process = *number;
  const json::value* ends = object->if_contains("ends");
  if (ends == nullptr || !ends->is_array()) return std::nullopt;
  for (const json::value& end : ends->get_array()) {
    if (!end.is_object()) return std::nullopt;
    entry.ends.push_back({text_of(end.get_object(), "local"), text_of(end.get_object(), "to")});
  }
  return entry;
}

}  // namespace

Result<Registration> Registration::claim(const fs::path& folder, std::string_view target) {
  const auto turn = os::FileLock::take(folder);
  if (!turn) return std::unexpected(turn.error());
  const std::string base = name_for(target);
  for (unsigned number = 1;; ++number) {
    std::string name = number == 1 ? base : fmt::format("{}-{}", base, number);
    auto lock = os::FileLock::try_take(file_of(folder, name, kEntry));
    if (!lock) return std::unexpected(lock.error());
    if (!*lock) continue;
    // What one before it has left, which was killed. The file itself is the lock's.
    std::error_code ignored;
    fs::remove(file_of(folder, name, kSocket), ignored);
    fs::resize_file(file_of(folder, name, kEntry), 0, ignored);
    return Registration(folder, std::move(name), std::move(**lock));
  }
}

Registration::~Registration() {
  if (name_.empty()) return;  // moved from
  const auto turn = os::FileLock::take(folder_);
  remove_files(folder_, name_);
}

fs::path Registration::file(std::string_view ending) const {
  return file_of(folder_, name_, ending);
}

Result<void> Registration::publish(const RegisterEntry& entry) const {
  const auto turn = os::FileLock::take(folder_);
  if (!turn) return std::unexpected(turn.error());
  // In place, since the lock is that of the file; nobody reads it without the folder's lock.
  std::ofstream file(this->file(kEntry), std::ios::trunc);
  file << to_text(entry) << '\n' << std::flush;
  if (!file) return fail(Errc::io, "cannot write " + this->file(kEntry).string());
  return {};
}

Result<std::vector<RegisterEntry>> running(const fs::path& folder) {
  std::vector<RegisterEntry> all;
  std::error_code error;
  if (!fs::is_directory(folder, error)) return all;
  const auto turn = os::FileLock::take(folder);
  if (!turn) return std::unexpected(turn.error());
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == kEntry) files.push_back(at->path());
  }
  if (error) return fail(Errc::io, fmt::format("{}: {}", folder.string(), error.message()));
  for (const fs::path& file : files) {
    const auto lock = os::FileLock::try_take(file);
    if (!lock) return std::unexpected(lock.error());
    if (*lock) {
      remove_files(folder, file.stem().string());
      continue;
    }
    const auto text = os::read_file(file);
    if (!text) continue;
    if (auto entry = parse_entry(*text)) all.push_back(std::move(*entry));
  }
  std::ranges::sort(all, {}, &RegisterEntry::name);
  return all;
}

}  // namespace cloudx::forward
