#include "fuzz/support/scripted_stream.hpp"

#include <algorithm>

namespace cloudx::fuzz {

using boost::asio::awaitable;

awaitable<Result<std::size_t>> ScriptedStream::read_some(std::span<std::uint8_t> into,
                                                         async::Deadline /*deadline*/) {
  const std::size_t most = script_.read_size == 0 ? into.size() : script_.read_size;
  const std::size_t real = script_.incoming.size();
  const std::size_t all = real + (real == 0 ? 0 : script_.endless);
  const std::size_t count = std::min({most, into.size(), all - script_.position});
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = std::min(script_.position + i, real - 1);
    into[i] = static_cast<std::uint8_t>(script_.incoming[at]);
  }
  script_.position += count;
  co_return count;
}

awaitable<Result<void>> ScriptedStream::write_all(ByteView data, async::Deadline /*deadline*/) {
  script_.written += as_text(data);
  co_return Result<void>{};
}

awaitable<Result<std::unique_ptr<net::Stream>>> ScriptedConnector::open(
    Url /*url*/, async::Deadline /*deadline*/) {
  co_return std::make_unique<ScriptedStream>(script_);
}

}  // namespace cloudx::fuzz
