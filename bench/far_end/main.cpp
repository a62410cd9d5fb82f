// cloudx-bench-far-end: prints the environment that clients need, then one line of JSON for each
// session that has moved all its bytes. Port 9 is a sink, port 19 a source.

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "bench/far_end/service.hpp"
#include "bench/far_end/session.hpp"
#include "net/http_server.hpp"
#include "os/file.hpp"
#include "sandbox/tls/authority.hpp"

namespace {

using namespace cloudx;
namespace asio = boost::asio;

constexpr std::string_view kSinkPort = "9";
constexpr std::string_view kSourcePort = "19";

struct Options {
  std::string folder;
  std::uint64_t bytes = 64U << 20;
  std::size_t payload = 1024;
};

void print(const bench::Transfer& transfer) {
  const bench::Work& work = transfer.work;
  fmt::print(R"({{"direction":"{}","bytes":{},"messages":{},"repeated":{},"seconds":{:.6f}}})"
             "\n",
             work.role == bench::Role::sink ? "up" : "down", work.bytes, transfer.messages,
             transfer.repeated, transfer.seconds);
  std::fflush(stdout);
}

class FarEnd {
 public:
  FarEnd(asio::io_context& context, Options options)
      : executor_(context.get_executor()), options_(std::move(options)) {}

  Result<void> start() {
    const sandbox::Authority authority = sandbox::make_authority();
    const auto ca = std::filesystem::path(options_.folder) / "ca.pem";
    if (auto done =
            os::write_file_atomically(ca, authority.ca_pem, os::FileAccess::readable_if_new);
        !done)
      return done;
    auto server = net::serve_http(
        executor_,
        {.certificate =
             net::ServerCertificate{.chain_pem = authority.server.certificate_pem,
                                    .private_key_pem = authority.server.private_key_pem}},
        [this](HttpRequest request) { return answer(std::move(request)); },
        [this](std::unique_ptr<net::Stream> stream, HttpRequest request) {
          return serve(std::move(stream), std::move(request));
        });
    if (!server) return std::unexpected(server.error());
    server_ = std::move(*server);
    authority_ = fmt::format("localhost:{}", server_->port());
    fmt::print("export AWS_ENDPOINT_URL=https://{}\nexport AWS_CA_BUNDLE={}\n# ready\n", authority_,
               ca.string());
    std::fflush(stdout);
    return {};
  }

 private:
  asio::awaitable<HttpResponse> answer(HttpRequest request) {
    co_return bench::answer(request, authority_);
  }

  asio::awaitable<void> serve(std::unique_ptr<net::Stream> stream, HttpRequest request) {
    const std::string port = bench::port_of(request.url.target);
    bench::Work work{.bytes = options_.bytes, .payload = options_.payload};
    work.role = port == kSourcePort ? bench::Role::source : bench::Role::sink;
    if (port != kSinkPort && port != kSourcePort) co_return;
    auto socket = co_await net::upgrade_server(std::move(stream), std::move(request), {}, {});
    if (!socket) co_return;
    auto session = std::make_shared<bench::Session>(executor_, std::move(*socket), work, print);
    co_await bench::Session::run(std::move(session));
  }

  asio::any_io_executor executor_;
  Options options_;
  std::string authority_;
  std::unique_ptr<net::HttpServer> server_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A far end for throughput measurements: speaks the data channel, and nothing else.",
               "cloudx-bench-far-end");
  Options options;
  app.add_option("--folder", options.folder, "Where ca.pem is written")->required();
  app.add_option("--bytes", options.bytes, "Bytes of one session")->capture_default_str();
  app.add_option("--payload", options.payload, "Payload bytes of the source's messages")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 20))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  asio::io_context context(1);
  FarEnd far_end(context, options);
  if (auto started = far_end.start(); !started) {
    fmt::print(stderr, "cloudx-bench-far-end: {}\n", started.error().message);
    return EXIT_FAILURE;
  }
  context.run();
  return EXIT_SUCCESS;
}
