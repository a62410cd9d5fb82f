#pragma once
// A session's messages on their way through a Path, in real time.

#include <deque>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/bytes.hpp"
#include "sandbox/network/path.hpp"

namespace cloudx::sandbox {

class PathLine {
 public:
  struct Ends {
    std::function<void(Bytes)> to_agent;
    std::function<void(Bytes)> to_client;
  };

  PathLine(const boost::asio::any_io_executor& executor, const PathOptions& options, Ends ends);
  PathLine(const PathLine&) = delete;
  PathLine& operator=(const PathLine&) = delete;
  ~PathLine();  // what is on its way is lost

  void send(Path::Direction direction, Bytes message);

 private:
  struct State;
  static boost::asio::awaitable<void> carry(std::shared_ptr<State> state,
                                            Path::Direction direction);
  std::shared_ptr<State> state_;
};

}  // namespace cloudx::sandbox
