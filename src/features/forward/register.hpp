#pragma once
// What runs in the background: a folder of the user's own (0700) with one file for each forward,
// NAME.forward, locked as long as that runs, so that one that was killed is known by its free lock
// and not by a number that may be another program's by now. Beside it stand NAME.socket, where it
// is asked and told to end (control.hpp), and NAME.log. The folder has a lock of its own, which
// whoever makes, reads or removes such files holds.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/timestamp.hpp"
#include "os/file_lock.hpp"

namespace cloudx::forward {

struct LocalEnd {
  std::string local;  // "127.0.0.1:5432", or a path
  std::string to;     // "db.internal:5432", "port 80", "SOCKS"

  friend bool operator==(const LocalEnd&, const LocalEnd&) = default;
};

struct RegisterEntry {
  std::string name;
  std::uint64_t process = 0;  // its number, for people: nothing is done by it
  std::string target;         // as the user wrote it
  Timestamp since;
  std::vector<LocalEnd> ends;
  std::string log;
  std::string socket;

  friend bool operator==(const RegisterEntry&, const RegisterEntry&) = default;
};

// This process's own place there, until it is destroyed.
class Registration {
 public:
  // Makes the folder where it is missing. The name is the target's, with "-2" and so on behind it
  // where others of that name run; what cannot stand in the name of a file becomes "_". Errc::io.
  [[nodiscard]] static Result<Registration> claim(const std::filesystem::path& folder,
                                                  std::string_view target);
  Registration(Registration&&) noexcept = default;
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  Registration& operator=(Registration&&) = delete;
  ~Registration();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::filesystem::path file(std::string_view ending) const;
  // From now on running() has it. Errc::io.
  [[nodiscard]] Result<void> publish(const RegisterEntry& entry) const;

 private:
  Registration(std::filesystem::path folder, std::string name, os::FileLock lock)
      : folder_(std::move(folder)), name_(std::move(name)), lock_(std::move(lock)) {}

  std::filesystem::path folder_;
  std::string name_;
  os::FileLock lock_;
};

// All that run, by name. What one that was killed has left is removed, but for its log. Errc::io.
[[nodiscard]] Result<std::vector<RegisterEntry>> running(const std::filesystem::path& folder);

}  // namespace cloudx::forward
