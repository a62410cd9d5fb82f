#pragma once
// Work that asks for one thing after the other. It has no sockets, no clock and no store: whoever
// drives it carries each action out and comes back with what was seen.

#include <memory>
#include <string>
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
  [[nodiscard]] Action next(Observation seen, Moment now) {
    const auto* const written = std::get_if<RecordSeen>(&seen);
    if (written != nullptr) settle(written->record.has_value());
    return proceed(std::move(seen), now);
  }
  // Gives what is to be said since the last call.
  [[nodiscard]] std::vector<Note> take_notes() { return std::exchange(notes_, {}); }

 protected:
  virtual Action proceed(Observation seen, Moment now) = 0;

  void note(std::string endpoint, std::string what) {
    notes_.push_back({std::move(endpoint), std::move(what)});
  }
  // Notes `news` once the store has the change that is asked for next. The change sets the flag
  // each time it is tried: nothing is noted where the record turned out to be another, or the
  // transaction failed.
  [[nodiscard]] std::shared_ptr<bool> note_when_made(std::vector<Note> news) {
    news_ = std::move(news);
    is_made_ = std::make_shared<bool>(false);
    return is_made_;
  }
  // `request` with what is noted once it is carried out.
  [[nodiscard]] ChangeRecord telling(ChangeRecord request, std::string what) {
    request.change =
        [change = std::move(request.change),
         is_made = note_when_made({{request.id, std::move(what)}})](store::RelayState& record) {
          *is_made = change(record);
          return *is_made;
        };
    return request;
  }

 private:
  void settle(bool is_written) {
    const std::vector<Note> news = std::exchange(news_, {});
    if (is_written && is_made_ && *is_made_) notes_.insert(notes_.end(), news.begin(), news.end());
  }

  std::vector<Note> notes_;
  std::vector<Note> news_;         // of the transaction under way
  std::shared_ptr<bool> is_made_;  // its change, as far as is known
};

}  // namespace cloudx::relay
