#pragma once
// A connection whose far end says what the fuzz input says, cut into reads of a chosen size.

#include <memory>
#include <string>
#include <string_view>

#include "net/connector.hpp"
#include "net/stream.hpp"

namespace cloudx::fuzz {

struct Script {
  std::string_view incoming;  // must outlive the streams
  std::size_t read_size = 0;  // bytes at most in one read; 0: as many as asked for
  // After `incoming` its last byte comes over and over, that many times: a peer without end.
  std::size_t endless = 0;

  std::size_t position = 0;  // what has been read
  std::string written = {};
};

class ScriptedStream final : public net::Stream {
 public:
  explicit ScriptedStream(Script& script) : script_(script) {}  // must outlive this object
  boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into,
                                                        async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data, async::Deadline deadline) override;
  void close() override {}
  [[nodiscard]] bool idle() override { return true; }

 private:
  Script& script_;
};

class ScriptedConnector final : public net::Connector {
 public:
  explicit ScriptedConnector(Script& script) : script_(script) {}  // must outlive this object
  boost::asio::awaitable<Result<std::unique_ptr<net::Stream>>> open(
      Url url, async::Deadline deadline) override;

 private:
  Script& script_;
};

}  // namespace cloudx::fuzz
