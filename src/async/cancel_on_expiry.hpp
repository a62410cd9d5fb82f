#pragma once
// Ends one waiting operation when its deadline has passed.

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::async {

// Calls `cancel` at most once: on the executor when the deadline passes, or from request_stop().
// The stop must be requested on the executor's thread (all of this program's I/O is one thread).
class CancelOnExpiry {
 public:
  CancelOnExpiry(const boost::asio::any_io_executor& executor, const Deadline& deadline,
                 std::function<void()> cancel);
  CancelOnExpiry(const CancelOnExpiry&) = delete;
  CancelOnExpiry& operator=(const CancelOnExpiry&) = delete;
  ~CancelOnExpiry();

  // Set once the deadline has passed: Errc::timeout or Errc::interrupted.
  [[nodiscard]] std::optional<Errc> spent() const;

  // The error of an operation that failed: "DOING timed out", "interrupted", else `kind` with
  // "DOING: REASON".
  [[nodiscard]] std::unexpected<Error> failure(std::string_view doing, Errc kind,
                                               std::string_view reason) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cloudx::async
