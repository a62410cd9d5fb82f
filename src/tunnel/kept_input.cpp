#include "tunnel/kept_input.hpp"

#include <algorithm>

namespace cloudx::tunnel {

namespace asio = boost::asio;

bool KeptInput::rewind() {
  if (!keeping_) return false;
  given_ = 0;
  return true;
}

asio::awaitable<Result<std::size_t>> KeptInput::read_some(
    std::span<const std::span<std::uint8_t>> pieces) {
  if (given_ < kept_.size()) co_return give_kept(pieces);
  const auto size = co_await pipe_.read_some(pieces);
  if (size && keeping_) keep(pieces, *size);
  co_return size;
}

asio::awaitable<Result<void>> KeptInput::write_all(ByteView data) {
  keeping_ = false;
  forget();
  co_return co_await pipe_.write_all(data);
}

std::size_t KeptInput::give_kept(std::span<const std::span<std::uint8_t>> pieces) {
  std::size_t total = 0;
  for (const auto piece : pieces) {
    const auto part =
        ByteView(kept_).subspan(given_, std::min(piece.size(), kept_.size() - given_));
    std::ranges::copy(part, piece.begin());
    given_ += part.size();
    total += part.size();
  }
  forget();
  return total;
}

void KeptInput::keep(std::span<const std::span<std::uint8_t>> pieces, std::size_t size) {
  if (kept_.size() + size > limit_) {
    keeping_ = false;
    forget();
    return;
  }
  for (const auto piece : pieces) {
    const auto part = piece.first(std::min(piece.size(), size));
    kept_.insert(kept_.end(), part.begin(), part.end());
    size -= part.size();
  }
  given_ = kept_.size();
}

void KeptInput::forget() {
  if (keeping_ || given_ < kept_.size()) return;
  kept_ = Bytes();
  given_ = 0;
}

}  // namespace cloudx::tunnel
