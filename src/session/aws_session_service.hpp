#pragma once
// What the tunnel needs from AWS, made of this run's services.

#include <memory>
#include <string>
#include <string_view>

#include "aws/clients/clients.hpp"
#include "base/progress.hpp"
#include "home/account.hpp"
#include "instances/target.hpp"
#include "tunnel/session_service.hpp"

namespace cloudx::session {

class AwsSessionService final : public tunnel::SessionService {
 public:
  // All must outlive this object. `renewable`: the credentials are not from a source that stays as
  // it is.
  AwsSessionService(aws::Clients& clients, const instances::Target& target,
                    const home::Account& account, bool renewable)
      : clients_(clients), target_(target), account_(account), renewable_(renewable) {}
  boost::asio::awaitable<Result<ssm::ResumedSession>> resume(std::string session_id,
                                                             async::Deadline deadline) override;
  boost::asio::awaitable<Result<void>> terminate(std::string session_id,
                                                 async::Deadline deadline) override;
  boost::asio::awaitable<Result<ssm::DataKey>> generate_data_key(ssm::DataKeyRequest request,
                                                                 async::Deadline deadline) override;
  boost::asio::awaitable<ssm::FarEnd> look(async::Deadline deadline) override;
  [[nodiscard]] bool may_recover(const Error& error) const override;

 private:
  aws::Clients& clients_;
  const instances::Target& target_;
  const home::Account& account_;
  bool renewable_;
};

// Whether credentials from there are ever renewed: keys in the environment of a process stay as
// they are, also where a role is assumed with them.
[[nodiscard]] bool is_renewable(const aws::Settings& settings, std::string_view source);

// Opens signed websockets. Where the gateway refuses the signature of the first one (401, 403),
// that one and all later ones are opened without: the token alone opens a channel, too.
// `Signature::if_possible`: also where there are no credentials.
enum class Signature : std::uint8_t { required, if_possible };

class SignedStreamOpener final : public tunnel::StreamOpener {
 public:
  SignedStreamOpener(aws::Clients& clients, const home::Account& account, Progress& progress,
                     Signature signature = Signature::required)
      : clients_(clients), account_(account), progress_(progress), signature_(signature) {}
  boost::asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> open(
      std::string stream_url, async::Deadline deadline) override;
  // The gateway has refused the first one, signed and unsigned.
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  using Opened = Result<std::unique_ptr<net::WebSocket>>;
  boost::asio::awaitable<Opened> dial(Url url, bool sign, async::Deadline deadline);

  aws::Clients& clients_;
  const home::Account& account_;
  Progress& progress_;
  Signature signature_;
  bool sign_ = true;
  bool opened_ = false;
  bool refused_ = false;
};

}  // namespace cloudx::session
