#pragma once
// Frames that wait to be written, back to back in one buffer, so that a busy session allocates
// nothing.

#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "net/websocket.hpp"

namespace cloudx::bench {

class Outbox {
 public:
  // Room for one more frame; valid until the next call.
  [[nodiscard]] std::span<std::uint8_t> add(std::size_t size) {
    const std::size_t begin = bytes_.size();
    bytes_.resize(begin + size);
    ends_.push_back(bytes_.size());
    return std::span(bytes_).subspan(begin);
  }

  [[nodiscard]] bool empty() const { return ends_.empty(); }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  // All of them; valid until the next call.
  [[nodiscard]] std::span<const net::WebSocketMessage> messages() {
    messages_.clear();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      messages_.push_back({false, ByteView(bytes_).subspan(begin, end - begin)});
      begin = end;
    }
    return messages_;
  }
  void clear() {
    bytes_.clear();
    ends_.clear();
  }

 private:
  Bytes bytes_;
  std::vector<std::size_t> ends_;
  std::vector<net::WebSocketMessage> messages_;
};

}  // namespace cloudx::bench
