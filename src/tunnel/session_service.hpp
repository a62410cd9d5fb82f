#pragma once
// What a tunnel needs from AWS, and from whoever dials: abstract, so that tests bring their own.

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "net/websocket.hpp"
#include "protocol/ssm/session_types.hpp"

namespace cloudx::tunnel {

class SessionService {
 public:
  virtual ~SessionService() = default;
  // ssm:ResumeSession. Errc::closed may stand for an empty token.
  virtual boost::asio::awaitable<Result<ssm::ResumedSession>> resume(std::string session_id,
                                                                     async::Deadline deadline) = 0;
  // ssm:TerminateSession.
  virtual boost::asio::awaitable<Result<void>> terminate(std::string session_id,
                                                         async::Deadline deadline) = 0;
  // kms:GenerateDataKey for ssm::kDataKeySize bytes with exactly this encryption context.
  virtual boost::asio::awaitable<Result<ssm::DataKey>> generate_data_key(
      ssm::DataKeyRequest request, async::Deadline deadline) = 0;
  // Looks at the far end from outside.
  virtual boost::asio::awaitable<ssm::FarEnd> look(async::Deadline deadline) = 0;
  // False for what often passes but cannot here: credentials that nobody renews.
  [[nodiscard]] virtual bool may_recover(const Error& error) const = 0;
};

class StreamOpener {
 public:
  virtual ~StreamOpener() = default;
  // A websocket to the stream URL, dialled exactly as given, its upgrade signed with credentials
  // fetched now.
  virtual boost::asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> open(
      std::string stream_url, async::Deadline deadline) = 0;
};

}  // namespace cloudx::tunnel
