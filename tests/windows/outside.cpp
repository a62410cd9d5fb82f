// Stands for a program of Windows that Wine does not have (ssh.exe, ssh-keygen.exe): has the one of
// the system around Wine run, by whoever listens at 127.0.0.1, port CLOUDX_OUTSIDE
// (tests/windows/outside.py). The program is the one that this file is called after. stdin is not
// passed on.
#include <windows.h>
#include <winsock2.h>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <io.h>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "outside: %s\n", what);
  std::exit(126);
}

SOCKET dial() {
  WSADATA ignored{};
  const char* const port = std::getenv("CLOUDX_OUTSIDE");
  if (port == nullptr || ::WSAStartup(MAKEWORD(2, 2), &ignored) != 0)
    give_up("CLOUDX_OUTSIDE is not set");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  const SOCKET socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    give_up("nobody listens");
  return socket;
}

void send_all(SOCKET socket, std::string_view text) {
  while (!text.empty()) {
    const int sent = ::send(socket, text.data(), static_cast<int>(text.size()), 0);
    if (sent <= 0) give_up("nobody reads");
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string receive(SOCKET socket, std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t at = 0; at < size;) {
    const int got = ::recv(socket, text.data() + at, static_cast<int>(size - at), 0);
    if (got <= 0) give_up("the answer is cut off");
    at += static_cast<std::size_t>(got);
  }
  return text;
}

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<std::uint8_t>(byte);
  return value;
}

std::string own_name() {
  std::array<char, 1024> path{};
  ::GetModuleFileNameA(nullptr, path.data(), path.size());
  const std::string_view file(path.data());
  const std::string_view name = file.substr(file.find_last_of("\\/") + 1);
  return std::string(name.substr(0, name.rfind('.')));
}

std::string as_bytes(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

// To its end, which the other side hears of.
void pass_on_input(SOCKET socket) {
  std::array<char, 32768> chunk{};
  DWORD got = 0;
  while (::ReadFile(::GetStdHandle(STD_INPUT_HANDLE), chunk.data(), chunk.size(), &got, nullptr) !=
             0 &&
         got > 0) {
    send_all(socket, std::string_view(chunk.data(), got));
  }
  ::shutdown(socket, SD_SEND);
}

}  // namespace

int main(int argc, char** argv) {
  ::_setmode(::_fileno(stdout), _O_BINARY);
  ::_setmode(::_fileno(stderr), _O_BINARY);
  std::string words = own_name();
  for (int i = 1; i < argc; ++i) words += '\0' + std::string(argv[i]);
  const SOCKET socket = dial();
  send_all(socket, as_bytes(static_cast<std::uint32_t>(words.size())) + words);
  std::thread(pass_on_input, socket).detach();
  // Of each piece: what it is for (1 stdout, 2 stderr, 0 the exit status), its size in four bytes,
  // and itself.
  for (;;) {
    const std::string head = receive(socket, 5);
    const std::string piece = receive(socket, number(std::string_view(head).substr(1)));
    if (head[0] == 0)
      ::ExitProcess(number(piece));  // without the thread that may still wait for input
    FILE* const stream = head[0] == 1 ? stdout : stderr;
    std::fwrite(piece.data(), 1, piece.size(), stream);
    std::fflush(stream);
  }
}
