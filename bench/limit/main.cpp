// cloudx-bench-limit: the server end runs in a child process, the client end here.

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/limit/load.hpp"
#include "bench/limit/options.hpp"
#include "sandbox/tls/authority.hpp"

namespace {

using namespace cloudx;

void tell(int pipe, std::uint16_t port) {
  if (write(pipe, &port, sizeof port) != sizeof port) throw std::runtime_error("a broken pipe");
}

std::uint16_t told(int pipe) {
  std::uint16_t port = 0;
  if (read(pipe, &port, sizeof port) != sizeof port) throw std::runtime_error("the server failed");
  return port;
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
  std::array<int, 2> ends{};  // of the pipe through which the server tells its port
  if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t server = fork();
  if (server < 0) throw std::runtime_error("no second process");
  if (server == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto serve = options.batched ? bench::serve_batched : bench::serve_plain;
    serve(authority.server, load, [&ends](std::uint16_t port) { tell(ends[1], port); });
    _exit(EXIT_SUCCESS);
  }
  close(ends[1]);
  const std::uint16_t port = told(ends[0]);
  const double before = cpu_seconds(RUSAGE_SELF);
  const double seconds =
      options.batched ? bench::run_batched(port, load) : bench::run_plain(port, load);
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
