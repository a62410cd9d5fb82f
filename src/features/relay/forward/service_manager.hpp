#pragma once
// What systemd wants to hear of a service (sd_notify(3), "Type=notify"), without its library.

#include <chrono>
#include <string>
#include <string_view>

namespace cloudx::relay {

class ServiceManager {
 public:
  // The one that has started this process; what that has put into the environment is gone then.
  [[nodiscard]] static ServiceManager of_process();
  // `socket`: a path, or "@" and an abstract name; empty: nobody is told anything.
  ServiceManager(std::string socket, std::chrono::microseconds watchdog);

  void ready() const { tell("READY=1"); }
  void stopping() const { tell("STOPPING=1"); }
  void status(std::string_view text) const;  // one line
  void alive() const { tell("WATCHDOG=1"); }
  // How often alive() must be called; zero: never.
  [[nodiscard]] std::chrono::microseconds watchdog() const { return watchdog_; }

 private:
  void tell(std::string_view message) const;

  std::string socket_;
  std::chrono::microseconds watchdog_;
};

}  // namespace cloudx::relay
