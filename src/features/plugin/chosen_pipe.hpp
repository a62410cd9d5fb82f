#pragma once
// The local side of a session whose kind is not known before it is open: until then nothing of it
// is touched, because what has been read could not be given back.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "async/notify.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::plugin {

class ChosenPipe final : public os::LocalPipe {
 public:
  explicit ChosenPipe(const boost::asio::any_io_executor& executor);

  void choose(std::shared_ptr<os::LocalPipe> pipe);  // once

  boost::asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  boost::asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override;
  boost::asio::awaitable<bool> output_gone() override;
  void delivered(std::uint64_t total) override;
  void cancel() override;

 private:
  std::shared_ptr<os::LocalPipe> pipe_;
  async::Notify for_reader_;
  async::Notify for_writer_;
  async::Notify for_watch_;
  bool cancelled_ = false;
};

}  // namespace cloudx::plugin
