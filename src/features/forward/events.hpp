#pragma once
// What forward tells of its work: lines for people, or JSON, one object a line, for programs.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "forwarding/carry.hpp"

namespace cloudx::forward {

class Events {
 public:
  // `json`: on stdout; what nobody reads there is dropped, and counted for the next one that reads.
  // Otherwise `progress` is told, which must outlive this object: where it listens and what goes
  // wrong, and with -v each connection.
  Events(Progress& progress, bool json) : progress_(progress), json_(json) {}

  void listening(const std::string& local, const std::string& to);
  void ready();  // connections are taken, and the sessions that are known of are open
  // The same of a forward that goes on in the background, where nobody reads stdout any more: what
  // comes after it goes to `progress`, also with `json`.
  void ready_in_background(const std::string& name, std::uint64_t process, const std::string& log);
  void opened(std::uint64_t connection, const std::string& local, const std::string& to);
  void closed(std::uint64_t connection, const Result<forwarding::Carried>& carried);

 private:
  void print(const std::string& line);
  [[nodiscard]] bool put(const std::string& line) const;

  Progress& progress_;
  bool json_;
  std::uint64_t dropped_ = 0;  // that were not written, and it has not been told
};

}  // namespace cloudx::forward
