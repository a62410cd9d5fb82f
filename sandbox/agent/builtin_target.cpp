#include "sandbox/agent/builtin_target.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include <openssl/evp.h>

#include "async/condition.hpp"
#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

class EchoTarget final : public Target {
 public:
  explicit EchoTarget(const asio::any_io_executor& executor) : changed_(executor) {}

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    while (held_.empty() && !closed_) co_await changed_.wait();
    const std::size_t size = std::min(held_.size(), into.size());
    std::copy_n(held_.begin(), size, into.begin());
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(size));
    changed_.notify();
    co_return size;
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    while (held_.size() > kHeldLimit && !closed_) co_await changed_.wait();
    held_.insert(held_.end(), data.begin(), data.end());
    changed_.notify();
    co_return Result<void>{};
  }

  void close() override {
    closed_ = true;
    changed_.notify();
  }

 private:
  static constexpr std::size_t kHeldLimit = 256U << 10;
  Bytes held_;
  async::Condition changed_;
  bool closed_ = false;
};

class DiscardTarget final : public Target {
 public:
  explicit DiscardTarget(const asio::any_io_executor& executor)
      : closed_condition_(executor), hash_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
  }

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t>) override {
    while (!closed_) co_await closed_condition_.wait();
    co_return std::size_t{0};
  }

  asio::awaitable<Result<void>> write_all(ByteView data) override {
    EVP_DigestUpdate(hash_.get(), data.data(), data.size());
    co_return Result<void>{};
  }

  [[nodiscard]] std::string sha256_of_input() override {
    std::array<std::uint8_t, 32> digest{};
    EVP_DigestFinal_ex(hash_.get(), digest.data(), nullptr);
    EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
    return hex(digest);
  }

  void close() override {
    closed_ = true;
    closed_condition_.notify();
  }

 private:
  async::Condition closed_condition_;
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> hash_;
  bool closed_ = false;
};

class SourceTarget final : public Target {
 public:
  explicit SourceTarget(std::uint64_t size) : size_(size) {}

  asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override {
    const std::size_t size = closed_ ? 0 : std::min<std::uint64_t>(into.size(), size_ - position_);
    for (std::size_t done = 0; done < size;) {
      std::array<std::uint8_t, 8> number{};
      for (std::size_t i = 0; i < 8; ++i) {
        number[i] = static_cast<std::uint8_t>((position_ / 8) >> (8 * i));
      }
      const std::size_t begin = position_ % 8;
      const std::size_t part = std::min(8 - begin, size - done);
      std::memcpy(into.data() + done, number.data() + begin, part);
      done += part;
      position_ += part;
    }
    co_return size;
  }

  asio::awaitable<Result<void>> write_all(ByteView) override { co_return Result<void>{}; }
  void close() override { closed_ = true; }

 private:
  std::uint64_t size_;
  std::uint64_t position_ = 0;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Target> make_builtin_target(const asio::any_io_executor& executor,
                                            std::string_view port, std::uint64_t source_bytes) {
  if (port == "7") return std::make_unique<EchoTarget>(executor);
  if (port == "9") return std::make_unique<DiscardTarget>(executor);
  if (port == "19") return std::make_unique<SourceTarget>(source_bytes);
  return nullptr;
}

}  // namespace cloudx::sandbox
