#pragma once
// A program that the agent runs for a session, with this process's own user.

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "base/error.hpp"

namespace cloudx::sandbox {

struct Program {
  std::vector<std::string> words;  // not empty; the first one is found by PATH
  std::filesystem::path home;      // also where it runs
};

// Whether it can be started. Errc::not_found in the words of Go's os/exec: `exec: "x": executable
// file not found in $PATH`.
[[nodiscard]] Result<void> find_program(const std::string& name);

// The exec of a program, made ready before fork(): afterwards nothing may be allocated.
class PreparedProgram {
 public:
  explicit PreparedProgram(const Program& program);
  PreparedProgram(const PreparedProgram&) = delete;
  PreparedProgram& operator=(const PreparedProgram&) = delete;
  // In the child, with its standard streams as they are to be.
  [[noreturn]] void run() const;

 private:
  std::vector<std::string> words_;
  std::vector<std::string> variables_;
  std::string folder_;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

// A child that leads a process group of its own. It is killed and collected when this object goes.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  [[nodiscard]] pid_t process() const { return process_; }
  // Whether it has ended; collects it.
  bool collect();
  [[nodiscard]] int status() const { return status_; }  // as waitpid(2) has it, once collected
  void signal(int number) const;                        // to itself alone
  void signal_group(int number) const;

 private:
  pid_t process_;
  bool collected_ = false;
  int status_ = 0;
};

// Lets it end by itself for a moment, then kills its group.
void kill_soon(const boost::asio::any_io_executor& executor, std::shared_ptr<Child> child);

}  // namespace cloudx::sandbox
