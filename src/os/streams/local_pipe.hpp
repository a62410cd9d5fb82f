#pragma once
// The local side of a tunnel: where bytes come from and go to.

#include <cstdint>
#include <span>

#include <boost/asio/awaitable.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace cloudx::os {

class LocalPipe {
 public:
  virtual ~LocalPipe() = default;

  // Fills the pieces in order; the bytes of all of them together, at least one, or 0 at the end of
  // the input. The pieces must live until the call ends. One read at a time.
  virtual boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) = 0;
  // All of `data`, which must live until the call ends. One write at a time.
  virtual boost::asio::awaitable<Result<void>> write_all(ByteView data) = 0;
  // Who reads the output sees its end. Nothing can be written after it.
  virtual void end_output() = 0;
  // Returns true when nobody reads the output any more, also while nothing is written; false when
  // that can not be told or after cancel().
  virtual boost::asio::awaitable<bool> output_gone() = 0;
  // So many bytes of those that were read have arrived at the far end, in order and since the
  // begin; for a pipe that has to know.
  virtual void delivered(std::uint64_t /*total*/) {}
  // Ends all of the above.
  virtual void cancel() = 0;
};

}  // namespace cloudx::os
