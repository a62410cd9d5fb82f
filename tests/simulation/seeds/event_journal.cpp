#include "simulation/seeds/event_journal.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "simulation/random.hpp"

namespace cloudx::simulation::seeds {

void EventJournal::note(std::string_view kind, std::string_view words) {
  const std::chrono::duration<double> since = scheduler_.now() - kStart;
  std::string line = fmt::format("{:12.6f}  {} {}", since.count(), kind, words);
  for (const char letter : line) hash_ = splitmix64(hash_ ^ static_cast<unsigned char>(letter));
  const auto known = counts_.find(kind);
  ++(known == counts_.end() ? counts_[std::string(kind)] : known->second);
  if (trace_) std::puts(line.c_str());
  last_[noted_++ % last_.size()] = std::move(line);
}

std::string EventJournal::tail() const {
  std::string text;
  const std::uint64_t first = noted_ - std::min<std::uint64_t>(noted_, last_.size());
  for (std::uint64_t i = first; i < noted_; ++i) text += last_[i % last_.size()] + '\n';
  return text;
}

}  // namespace cloudx::simulation::seeds
