#pragma once
// Connections kept for their next use, and connections opened ahead of it.

#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "net/connector.hpp"

namespace cloudx::net {

struct PooledStream {
  std::unique_ptr<Stream> stream;
  bool used_before = false;  // the peer may have closed it in the meantime
};

class StreamPool {
 public:
  explicit StreamPool(Connector& connector) : connector_(connector) {}
  StreamPool(const StreamPool&) = delete;
  StreamPool& operator=(const StreamPool&) = delete;
  ~StreamPool();

  // Starts to open a connection to the URL's host in the background; the next acquire() takes it,
  // waiting for it where it is not ready yet. A failure is reported by that acquire().
  void warm(const boost::asio::any_io_executor& executor, const Url& url, async::Deadline deadline);

  // An idle connection to the URL's host, one that is being warmed, or a new one.
  boost::asio::awaitable<Result<PooledStream>> acquire(Url url, async::Deadline deadline);
  boost::asio::awaitable<Result<PooledStream>> open_new(Url url, async::Deadline deadline);

  // Gives a connection back for reuse.
  void release(const Url& url, std::unique_ptr<Stream> stream);
  // Closes what is kept and what is being opened: the network may have changed under it.
  void forget();

 private:
  struct Warming;
  Connector& connector_;
  std::map<std::string, std::vector<std::unique_ptr<Stream>>> idle_;
  std::map<std::string, std::list<std::shared_ptr<Warming>>> warming_;
};

}  // namespace cloudx::net
