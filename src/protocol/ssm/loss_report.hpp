#pragma once
// What the user hears of a lost connection: that it is lost, that it stays lost, that it is back.

#include <chrono>
#include <optional>

#include "base/error.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class LossReport {
 public:
  explicit LossReport(std::chrono::steady_clock::duration notice) : notice_(notice) {}

  // An attempt to connect has failed, or the connection was lost, in a session that has been open.
  // True: say at once that it is still lost, because the user may have to renew the credentials.
  [[nodiscard]] bool failed(const Error& why, TimePoint now);
  // There is a websocket again; whether it works is not known before alive().
  void dialled() { due_.reset(); }
  // Losses with no message in between are one.
  void alive();
  // Why it is still lost, once, when the time for that has come.
  [[nodiscard]] const Error* begin_report(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> deadline() const { return due_; }

 private:
  std::chrono::steady_clock::duration notice_;
  std::optional<TimePoint> since_;
  std::optional<TimePoint> due_;
  Error reason_;
  bool told_ = false;
  bool credentials_told_ = false;
};

}  // namespace cloudx::ssm
