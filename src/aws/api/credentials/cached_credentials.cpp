#include "aws/api/credentials/cached_credentials.hpp"

#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::minutes kRenewBefore{15};
constexpr std::chrono::minutes kRequiredBefore{10};

// Ended for the one who asked, which says nothing to those who waited with him.
bool is_personal(const Error& error) {
  return error.kind == Errc::timeout || error.kind == Errc::interrupted;
}

}  // namespace

struct CachedCredentials::Renewal {
  explicit Renewal(const boost::asio::any_io_executor& executor) : over(executor) {}
  async::Event over;
  std::optional<Error> error;
};

CachedCredentials::CachedCredentials(std::unique_ptr<CredentialsProvider> source,
                                     const SigningClock& clock)
    : source_(std::move(source)), clock_(clock) {}
CachedCredentials::~CachedCredentials() = default;

bool CachedCredentials::holds_for(std::chrono::minutes span) const {
  return current_ && (!current_->expiration || *current_->expiration - clock_.now() >= span);
}

awaitable<Result<Credentials>> CachedCredentials::get(async::Deadline deadline) {
  while (true) {
    const bool usable = holds_for(kRenewBefore) || (renewal_ && holds_for(kRequiredBefore));
    if (usable) co_return *current_;
    if (!renewal_) co_return co_await renew(deadline);
    const std::shared_ptr<Renewal> awaited = renewal_;
    const auto waited = co_await awaited->over.wait(deadline);
    if (!waited) co_return std::unexpected(waited.error());
    if (awaited->error && !is_personal(*awaited->error) && !holds_for(kRequiredBefore)) {
      co_return std::unexpected(*awaited->error);
    }
    // Renewed just now: whatever time is left is all the source gives.
    if (!awaited->error && current_) co_return *current_;
  }
}

awaitable<Result<Credentials>> CachedCredentials::renew(async::Deadline deadline) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto renewal = std::make_shared<Renewal>(executor);
  renewal_ = renewal;
  auto fetched = co_await source_->get(deadline);
  if (fetched && fetched->expiration && *fetched->expiration <= clock_.now()) {
    fetched = fail(Errc::credentials,
                   fmt::format("the credentials from {} have expired", fetched->source));
  }
  if (fetched) current_ = *fetched;
  if (!fetched) renewal->error = fetched.error();
  renewal_.reset();
  renewal->over.set();
  if (!fetched && holds_for(kRequiredBefore)) co_return *current_;
  co_return fetched;
}

void CachedCredentials::expired(std::string_view access_key_id) {
  // Of several calls that find out, only the first is about the credentials held now.
  if (!current_ || current_->access_key_id != access_key_id) return;
  current_.reset();
  source_->expired(access_key_id);
}

}  // namespace cloudx::aws
