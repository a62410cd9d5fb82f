#pragma once
// The time that goes into signatures: the local clock, corrected by what the services say.
// AWS accepts signatures within about five minutes of its own time.

#include <chrono>
#include <functional>
#include <string_view>

#include "base/error.hpp"
#include "base/http.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

class SigningClock {
 public:
  using Source = std::function<Timestamp()>;

  explicit SigningClock(Source local) : local_(std::move(local)) {}
  [[nodiscard]] static SigningClock system();

  [[nodiscard]] Timestamp now() const { return local_() + offset_; }
  [[nodiscard]] std::chrono::seconds offset() const { return offset_; }

  // Takes the offset from an answer's Date header; an answer without one changes nothing.
  void observe(const HttpResponse& response);

  // True if `error` was caused by a wrong time, signed being the time the request carried: sign
  // again, once. Call observe() with the answer first.
  [[nodiscard]] bool explains(const Error& error, Timestamp signed_time) const;

 private:
  Source local_;
  std::chrono::seconds offset_{0};
};

}  // namespace cloudx::aws
