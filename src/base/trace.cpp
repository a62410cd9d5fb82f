#include "base/trace.hpp"

#include <algorithm>
#include <atomic>

namespace cloudx::trace {
namespace {

std::atomic<Sink*> the_sink = nullptr;
std::atomic<Topics> the_topics = 0;

constexpr Topics bit(Topic topic) {
  return 1U << static_cast<unsigned>(topic);
}

}  // namespace

Result<Topics> parse_topics(std::string_view text) {
  Topics topics = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const auto found = std::ranges::find(kTopicNames, word);
    if (word == "all") {
      topics = kAllTopics;
    } else if (found != kTopicNames.end()) {
      topics |= 1U << (found - kTopicNames.begin());
    } else {
      return fail(Errc::usage, fmt::format("'{}' is no topic of a trace; there are all, {}", word,
                                           fmt::join(kTopicNames, ", ")));
    }
  }
  return topics;
}

void direct_to(Sink* sink, Topics topics) {
  the_topics.store(sink == nullptr ? 0 : topics, std::memory_order_relaxed);
  the_sink.store(sink, std::memory_order_release);
}

bool is_on(Topic topic) {
  return (the_topics.load(std::memory_order_relaxed) & bit(topic)) != 0;
}

void write(Topic topic, std::string_view line) {
  Sink* const sink = the_sink.load(std::memory_order_acquire);
  if (sink != nullptr && is_on(topic)) sink->write(topic, line);
}

}  // namespace cloudx::trace
