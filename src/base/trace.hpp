#pragma once
// Traces for whoever looks for a fault: what a part of the program does, one line each. A line
// holds no secret, header, path, query or payload: only what kind of thing it was, its number, its
// size and its time. Drivers trace what they do; the state machines know nothing of it.
// docs/debugging.md tells how to switch it on.
//
// One destination for the whole process. Lines may come from any thread.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace cloudx::trace {

enum class Topic : std::uint8_t {
  session,  // each message of the data channel, and the session's life
  window,   // the send window, congestion control and the timers
  http,     // each request and its answer
  retry,    // what is asked again, why and when
  relay,    // what the relay's service and its clients decide
};

inline constexpr std::array<std::string_view, 5> kTopicNames = {"session", "window", "http",
                                                                "retry", "relay"};

// A set of topics: bit 1 << topic.
using Topics = std::uint32_t;
inline constexpr Topics kAllTopics = (1U << kTopicNames.size()) - 1;

// "session,http", or "all".
[[nodiscard]] Result<Topics> parse_topics(std::string_view text);

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(Topic topic, std::string_view line) = 0;
};

// `sink` must live until the process ends, or until another call; null switches it off.
void direct_to(Sink* sink, Topics topics);

[[nodiscard]] bool is_on(Topic topic);
void write(Topic topic, std::string_view line);

// Formats only where somebody reads it.
template <class... Arguments>
void line(Topic topic, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  if (is_on(topic)) write(topic, fmt::format(format, std::forward<Arguments>(arguments)...));
}

}  // namespace cloudx::trace
