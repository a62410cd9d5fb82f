#pragma once
// Whose turn it is to send. Deficit round robin (Shreedhar and Varghese, 1995) in two lines, as in
// FQ-CoDel (RFC 8290, section 4): a stream that had nothing to send is sparse and goes before bulk,
// until it has sent a quantum; then it takes its turns among bulk. A sparse stream that has sent
// all it had keeps its place among bulk for one round, so that many small writes are no way past
// the others. Beyond the RFC, bulk has a turn at the latest after kSparseRun bytes of sparse
// streams, however many of these come.

#include <cstddef>
#include <list>

#include "protocol/smux/stream.hpp"

namespace cloudx::smux {

class Schedule {
 public:
  static constexpr std::size_t kQuantum = 8U << 10;
  static constexpr std::size_t kSparseRun = 4 * kQuantum;

  // The stream can send now. `had_nothing`: until now it had no bytes, rather than no permission.
  void set_ready(Stream& stream, bool had_nothing);
  // It has nothing more, or must wait.
  void set_waiting(Stream& stream);
  // It will not be there any more.
  void remove(Stream& stream);

  [[nodiscard]] bool has_sparse() const { return !sparse_.empty(); }
  [[nodiscard]] bool has_bulk() const { return ready_bulk_ > 0; }

  // The stream whose turn it is, after which sent() tells what it made of it. nullptr when none is
  // ready, or only bulk that may not send.
  [[nodiscard]] Stream* next(bool bulk_may_send);
  void sent(Stream& stream, std::size_t size);

 private:
  [[nodiscard]] Stream* next_bulk();
  void append(Stream& stream, Turn::Line line);
  void move_to_bulk(Stream& stream);

  std::list<Stream*> sparse_;  // all of them ready, with some deficit left
  std::list<Stream*> bulk_;
  std::size_t ready_bulk_ = 0;  // of those in bulk_
  std::size_t sparse_run_ = 0;  // bytes of sparse streams since the last turn of bulk
};

}  // namespace cloudx::smux
