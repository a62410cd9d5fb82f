#pragma once
// Work that asks for one thing after the other. It has no sockets, no clock and no store: whoever
// drives it carries each action out and comes back with what was seen.

#include <utility>
#include <vector>

#include "features/relay/reconcile/actions.hpp"
#include "features/relay/reconcile/moment.hpp"

namespace cloudx::relay {

class Procedure {
 public:
  Procedure() = default;
  Procedure(const Procedure&) = delete;
  Procedure& operator=(const Procedure&) = delete;
  virtual ~Procedure() = default;

  // The first call gets monostate, each later one what came of the action before. After Done there
  // is no further call. It may also be dropped before, at any time.
  [[nodiscard]] virtual Action next(Observation seen, Moment now) = 0;
  // Gives what is to be said since the last call.
  [[nodiscard]] std::vector<Note> take_notes() { return std::exchange(notes_, {}); }

 protected:
  void note(std::string endpoint, std::string what) {
    notes_.push_back({std::move(endpoint), std::move(what)});
  }

 private:
  std::vector<Note> notes_;
};

}  // namespace cloudx::relay
