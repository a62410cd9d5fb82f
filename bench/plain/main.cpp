// cloudx-bench-dial PORT: a ProxyCommand for ProxyUseFdpass (ssh_config(5)). Gives ssh a TCP
// connection to 127.0.0.1 that has TCP_NODELAY, which ssh itself sets only after the key exchange:
// until then Nagle's algorithm and the delayed acknowledge of the other side can hold it up by 40
// ms.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

int dial(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int on = 1;
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  const bool ready =
      connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
  return ready ? connection : -1;
}

// As in unix(7): the descriptor travels beside one byte.
bool pass(int descriptor, int over) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptor)> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return sendmsg(over, &message, 0) == 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  const int connection = dial(static_cast<std::uint16_t>(std::atoi(argv[1])));
  return connection >= 0 && pass(connection, STDOUT_FILENO) ? EXIT_SUCCESS : EXIT_FAILURE;
}
