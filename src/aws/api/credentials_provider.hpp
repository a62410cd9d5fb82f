#pragma once
// Where credentials come from, seen by those who sign with them.

#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/core/credentials.hpp"
#include "base/error.hpp"

namespace cloudx::aws {

class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;

  // Credentials to use now; ask again for each signature. The provider must outlive the call.
  // Errors: credentials (none, or no longer valid; the message says what to do), configuration, and
  // what the network or a process behind it brought.
  virtual boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) = 0;

  // AWS called the credentials with this access key expired: do not hand them out again.
  virtual void expired(std::string_view /*access_key_id*/) {}
};

}  // namespace cloudx::aws
