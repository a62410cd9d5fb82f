#include "session/key_push.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace cloudx::session {

namespace asio = boost::asio;

namespace {

// A pushed key opens the instance for 60 s (EC2 Instance Connect, "SendSSHPublicKey"); ssh needs
// some of them for its key exchange.
constexpr auto kFresh = std::chrono::seconds(40);

}  // namespace

struct KeyPush::Push {
  Push(const asio::any_io_executor& executor, std::chrono::steady_clock::time_point now)
      : done(executor), began(now) {}
  async::Event done;
  Result<void> result;
  std::chrono::steady_clock::time_point began;  // the key lives from here at the earliest
};

void KeyPush::start(async::Deadline deadline, RetryScope scope) {
  scope_ = scope;
  push_ = std::make_shared<Push>(executor_, now_());
  asio::co_spawn(executor_, send(push_, std::move(deadline)), asio::detached);
}

asio::awaitable<void> KeyPush::send(std::shared_ptr<Push> push, async::Deadline deadline) {
  CallRetry retry("pushing the key", scope_, progress_, deadline);
  push->result = co_await service_.send_ssh_public_key(request_, deadline);
  while (!push->result && co_await retry.after(push->result.error())) {
    push->began = now_();
    push->result = co_await service_.send_ssh_public_key(request_, deadline);
  }
  if (push->result) progress_.detail("key pushed for " + request_.os_user);
  push->done.set();
}

asio::awaitable<Result<void>> KeyPush::ready(async::Deadline deadline) {
  while (true) {
    if (!push_) start(deadline, scope_);
    const std::shared_ptr<Push> push = push_;
    if (auto waited = co_await push->done.wait(deadline); !waited) {
      co_return std::unexpected(waited.error());
    }
    if (!push->result) co_return push->result;
    if (now_() - push->began < kFresh) co_return Result<void>{};
    push_.reset();
  }
}

bool says_not_running(const Error& error) {
  return error.service_code == "EC2InstanceStateInvalidException" ||
         error.service_code == "EC2InstanceUnavailableException";
}

}  // namespace cloudx::session
