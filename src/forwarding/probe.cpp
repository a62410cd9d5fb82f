#include "forwarding/probe.hpp"

#include <optional>

#include "async/cancel_on_expiry.hpp"
#include "async/notify.hpp"

namespace cloudx::forwarding {

namespace asio = boost::asio;

namespace {

// Gives its number back.
class Opened {
 public:
  Opened(MuxPipe& mux, async::Notify& changed)
      : mux_(mux), id_(mux.open([&changed] { changed.notify(); })) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (id_) mux_.close(*id_, false);
  }

  explicit operator bool() const { return id_.has_value(); }
  void finish() { mux_.finish(*id_); }
  [[nodiscard]] bool has_bytes() const { return mux_.readable(*id_); }
  [[nodiscard]] bool is_closed() const { return mux_.ended(*id_); }

 private:
  MuxPipe& mux_;
  std::optional<smux::StreamId> id_;
};

std::optional<Probed> look_at(const MuxPipe& mux, const Opened& first, const Opened& second) {
  if (mux.is_over()) return Probed::over;
  if (first.has_bytes()) return Probed::accepted;
  if (first.is_closed()) return Probed::closed;
  if (second.has_bytes() || second.is_closed()) return Probed::accepted;
  return std::nullopt;
}

}  // namespace

asio::awaitable<Result<Probed>> probe(asio::any_io_executor executor, std::shared_ptr<MuxPipe> mux,
                                      async::Deadline deadline) {
  async::Notify changed(executor);
  const Opened first(*mux, changed);
  Opened second(*mux, changed);
  if (!first || !second) co_return Probed::over;
  second.finish();
  const async::CancelOnExpiry watch(executor, deadline, [&changed] { changed.notify(); });
  for (;;) {
    if (const auto seen = look_at(*mux, first, second)) co_return *seen;
    if (watch.spent()) co_return watch.failure("the destination", Errc::io, "");
    co_await changed.wait();
  }
}

}  // namespace cloudx::forwarding
