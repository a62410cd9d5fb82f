#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "os/network/tcp_state.hpp"

namespace cloudx::os {

// TCP_CONNECTION_INFO (tcp(4)) counts, but does not say when.
std::optional<SendState> send_state(TcpSocket& socket, PeerSigns& signs) {
  tcp_connection_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_CONNECTION_INFO, &info, &size) != 0) {
    return std::nullopt;
  }
  const TcpCounters counters{.received = info.tcpi_rxpackets,
                             .sent = info.tcpi_txbytes - info.tcpi_txretransmitbytes,
                             .waiting = info.tcpi_snd_sbbytes};
  return SendState{.unacknowledged = counters.waiting > 0,
                   .since_heard = signs.silence(counters, PeerSigns::TimePoint::clock::now())};
}

}  // namespace cloudx::os
