#pragma once
// Calls that block, made one after the other by a thread of their own for the event loop.

#include <windows.h>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace cloudx::os {

class BlockingCalls {
 public:
  // On `stream`, whose operations are cancelled at the end.
  BlockingCalls(const boost::asio::any_io_executor& executor, HANDLE stream);
  BlockingCalls(const BlockingCalls&) = delete;
  BlockingCalls& operator=(const BlockingCalls&) = delete;
  // Cancels the call that is going on. One that does not let itself be cancelled ends with the
  // process: what it uses must be held by it.
  ~BlockingCalls();

  // One call at a time: none must be going on.
  void begin(std::function<void()> call);
  [[nodiscard]] bool is_busy() const;
  // True when no call goes on; false where cancel() came before. The call then goes on by itself,
  // and can be waited for again.
  boost::asio::awaitable<bool> wait();
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cloudx::os
