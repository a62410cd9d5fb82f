// cloudx-bench-limit: the server end runs in a child process, the client end here.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/limit/load.hpp"
#include "bench/limit/options.hpp"
#include "sandbox/tls/authority.hpp"

namespace {

using namespace cloudx;

struct Listener {
  int descriptor = -1;
  std::uint16_t port = 0;
};

Listener listen_on_loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (descriptor < 0 || bind(descriptor, generic, size) != 0 || listen(descriptor, 1) != 0 ||
      getsockname(descriptor, generic, &size) != 0) {
    throw std::runtime_error("no socket to listen on");
  }
  return {descriptor, ntohs(address.sin_port)};
}

double cpu_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void run(const bench::Options& options) {
  const bench::Load& load = options.load;
  const sandbox::Authority authority = sandbox::make_authority();
  const Listener listener = listen_on_loopback();
  const pid_t server = fork();
  if (server < 0) throw std::runtime_error("no second process");
  if (server == 0) {
    bench::serve_load(listener.descriptor, authority.server, load);
    _exit(EXIT_SUCCESS);
  }
  close(listener.descriptor);
  const double before = cpu_seconds(RUSAGE_SELF);
  const double seconds = bench::run_load(listener.port, load);
  const double client = cpu_seconds(RUSAGE_SELF) - before;
  waitpid(server, nullptr, 0);
  const auto bytes = static_cast<double>(load.messages * options.payload);
  fmt::print(
      R"({{"direction":"{}","payload":{},"messages":{},"seconds":{:.6f},)"
      R"("bytes_per_second":{:.0f},"client_cpu_seconds":{:.6f},"server_cpu_seconds":{:.6f}}})"
      "\n",
      load.upload ? "up" : "down", options.payload, load.messages, seconds, bytes / seconds, client,
      cpu_seconds(RUSAGE_CHILDREN));
}

}  // namespace

int main(int argc, char** argv) {
  const auto parsed = bench::parse_options(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  try {
    run(std::get<bench::Options>(parsed));
  } catch (const std::exception& error) {
    fmt::print(stderr, "cloudx-bench-limit: {}\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
