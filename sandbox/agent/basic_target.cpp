#include "sandbox/agent/basic_target.hpp"

#include <utility>

#include "async/condition.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

class BasicTarget final : public Target {
 public:
  BasicTarget(const asio::any_io_executor& executor, std::unique_ptr<Target> first, Dial dial)
      : dial_(std::move(dial)), connection_(std::move(first)), changed_(executor) {}
  BasicTarget(const BasicTarget&) = delete;
  BasicTarget& operator=(const BasicTarget&) = delete;
  ~BasicTarget() override { close(); }

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    for (;;) {
      while (!connection_ && !ended_) co_await changed_.wait();
      if (ended_) co_return std::size_t{0};
      const std::shared_ptr<Target> from = connection_;
      const auto size = co_await from->read_some(into);
      const bool present = connection_ == from;
      if (size && *size > 0 && present) co_return *size;
      if (present) disconnect();
    }
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    if (!connection_ && !ended_) {
      auto next = co_await dial_();
      if (!next) {
        close();
        co_return std::unexpected(next.error());
      }
      connection_ = std::move(*next);
      changed_.notify();
    }
    if (ended_) co_return fail(Errc::closed, "the session has ended");
    const std::shared_ptr<Target> to = connection_;
    // One that takes nothing more has ended, which is what the reader finds out.
    co_await to->write_all(data);
    co_return Result<void>{};
  }

  void disconnect() override {
    if (const auto present = std::exchange(connection_, nullptr)) {
      keep_digest(*present);
      present->close();
    }
    changed_.notify();
  }

  void close() override {
    ended_ = true;
    disconnect();
  }

  [[nodiscard]] std::string sha256_of_input() override {
    if (connection_) keep_digest(*connection_);
    return sha256_;
  }

 private:
  void keep_digest(Target& of) {
    std::string digest = of.sha256_of_input();
    if (!digest.empty()) sha256_ = std::move(digest);
  }

  Dial dial_;
  std::shared_ptr<Target> connection_;
  async::Condition changed_;
  std::string sha256_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Target> make_basic_target(const asio::any_io_executor& executor,
                                          std::unique_ptr<Target> first, Dial dial) {
  return std::make_unique<BasicTarget>(executor, std::move(first), std::move(dial));
}

}  // namespace cloudx::sandbox
