#include "protocol/smux/schedule.hpp"

#include "protocol/smux/injected_bug.hpp"

namespace cloudx::smux {

void Schedule::append(Stream& stream, Turn::Line line) {
  auto& list = line == Turn::Line::sparse ? sparse_ : bulk_;
  stream.turn.place = list.insert(list.end(), &stream);
  stream.turn.line = line;
  stream.turn.deficit = kQuantum;
}

void Schedule::move_to_bulk(Stream& stream) {
  bulk_.splice(bulk_.end(), sparse_, stream.turn.place);
  stream.turn.line = Turn::Line::bulk;
}

void Schedule::set_ready(Stream& stream, bool had_nothing) {
  Turn& turn = stream.turn;
  if (turn.ready) return;
  turn.ready = true;
  if (turn.line == Turn::Line::none) {
    append(stream, had_nothing ? Turn::Line::sparse : Turn::Line::bulk);
  }
  if (turn.line == Turn::Line::bulk) ++ready_bulk_;
}

void Schedule::set_waiting(Stream& stream) {
  Turn& turn = stream.turn;
  if (!turn.ready) return;
  turn.ready = false;
  if (turn.line == Turn::Line::sparse) {
    move_to_bulk(stream);
  } else {
    --ready_bulk_;
  }
}

void Schedule::remove(Stream& stream) {
  set_waiting(stream);
  if (stream.turn.line == Turn::Line::none) return;
  bulk_.erase(stream.turn.place);
  stream.turn.line = Turn::Line::none;
}

Stream* Schedule::next(bool bulk_may_send) {
  const bool is_turn_of_bulk = ready_bulk_ > 0 && sparse_run_ >= kSparseRun;
  if (!sparse_.empty() && !(bulk_may_send && is_turn_of_bulk)) return sparse_.front();
  return bulk_may_send ? next_bulk() : nullptr;
}

// Each round gives a quantum to all, so this ends.
Stream* Schedule::next_bulk() {
  while (ready_bulk_ > 0) {
    Stream& stream = *bulk_.front();
    if (!stream.turn.ready) {
      remove(stream);
    } else if (stream.turn.deficit > 0) {
      return &stream;
    } else {
      stream.turn.deficit += kQuantum;
      if (injected<InjectedBug::turn_kept>()) continue;
      bulk_.splice(bulk_.end(), bulk_, bulk_.begin());
    }
  }
  return nullptr;
}

void Schedule::sent(Stream& stream, std::size_t size) {
  Turn& turn = stream.turn;
  turn.deficit -= static_cast<std::ptrdiff_t>(size);
  if (turn.line == Turn::Line::bulk) {
    sparse_run_ = 0;
    return;
  }
  sparse_run_ += size;
  if (turn.deficit > 0) return;
  turn.deficit += kQuantum;
  move_to_bulk(stream);
  ++ready_bulk_;
}

}  // namespace cloudx::smux
