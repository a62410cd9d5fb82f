#pragma once
// A local side whose input can be read once more: for a session in the place of one whose target
// was never reached, which has taken bytes and lost them.

#include <cstddef>

#include "base/bytes.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::tunnel {

class KeptInput final : public os::LocalPipe {
 public:
  // Keeps what is read until the first byte of output, and at most `limit` bytes. `pipe` must
  // outlive this object.
  explicit KeptInput(os::LocalPipe& pipe, std::size_t limit = std::size_t{8} << 20)
      : pipe_(pipe), limit_(limit) {}

  // The next reads give everything from the beginning. False, and nothing changes, when it is not
  // kept any more. Not while a read waits.
  [[nodiscard]] bool rewind();

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override { pipe_.end_output(); }
  boost::asio::awaitable<bool> output_gone() override { return pipe_.output_gone(); }
  void cancel() override { pipe_.cancel(); }

 private:
  [[nodiscard]] std::size_t give_kept(std::span<const std::span<std::uint8_t>> pieces);
  void keep(std::span<const std::span<std::uint8_t>> pieces, std::size_t size);
  void forget();

  os::LocalPipe& pipe_;
  std::size_t limit_;
  Bytes kept_;
  std::size_t given_ = 0;  // of kept_
  bool keeping_ = true;
};

}  // namespace cloudx::tunnel
