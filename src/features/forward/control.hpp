#pragma once
// How a forward in the background is asked and told to end: a line on its socket, which is answered
// by a line. No signal is sent, so that none can reach another program.

#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "os/streams/listener.hpp"

namespace cloudx::forward {

// The questions.
inline constexpr std::string_view kAskConnections = "connections";  // how many are open
inline constexpr std::string_view kAskEnd = "end";                  // "ending"; it ends in order

using Answer = std::function<std::string(std::string_view question)>;

// Answers the one question of a connection. Who asks nothing is not waited for.
[[nodiscard]] boost::asio::awaitable<void> answer_question(os::LocalSocket socket, Answer answer,
                                                           async::Deadline deadline);

// Errc::connect where nobody listens, io, timeout.
[[nodiscard]] boost::asio::awaitable<Result<std::string>> ask(std::string socket,
                                                              std::string_view question,
                                                              async::Deadline deadline);

}  // namespace cloudx::forward
