#include "features/relay/service/serve.hpp"

#include <algorithm>
#include <optional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "aws/api/clients.hpp"
#include "base/file.hpp"
#include "base/line_log.hpp"
#include "base/service_notice.hpp"
#include "features/relay/service/certificate.hpp"
#include "features/relay/service/credential.hpp"
#include "features/relay/service/now.hpp"
#include "features/relay/service/router.hpp"
#include "home/account.hpp"
#include "net/http_server.hpp"
#include "net/main_loop.hpp"
#include "net/sleep.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxHeader = 8U << 10;
constexpr std::size_t kMaxBody = 16U << 10;
constexpr auto kRequestDeadline = 10s;
constexpr auto kIdleLimit = 75s;
constexpr auto kForgetInterval = 5min;
constexpr auto kEventsKept = std::chrono::hours(24 * 90);
constexpr auto kLastAnswers = 2s;
constexpr rlim_t kSpareFiles = 64;

// What is there before the first connection.
struct Groundwork {
  ServiceConfig config;
  ServiceSecrets secrets;
  std::unique_ptr<aws::Clients> clients;
  net::HttpServerOptions http;
  std::unique_ptr<store::Store> store;
  const aws::Environment* environment = nullptr;  // the caller's
  std::string warning;
  std::string notify_socket;
  std::string version;
};

// Every connection is a file.
std::size_t raise_file_limit(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted + kSpareFiles);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return std::min<std::size_t>(wanted, limit.rlim_cur - kSpareFiles);
}

std::chrono::sys_seconds seconds_now() {
  return std::chrono::floor<std::chrono::seconds>(now());
}

// A database's password may stand in its URI.
Result<void> check_secrecy(const ServeRequest& request, const ServiceConfig& config) {
  const std::size_t at = config.store.find('@');
  const std::size_t slashes = config.store.find("://");
  const bool has_password = at != std::string::npos && slashes != std::string::npos &&
                            config.store.substr(slashes + 3, at - slashes - 3).contains(':');
  struct stat status{};
  if (!has_password || ::stat(request.config.c_str(), &status) != 0) return {};
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return fail(Errc::configuration,
              fmt::format("{0} holds a password (service.store) and can be read by others: run  "
                          "chmod 600 {0}, or name a PGPASSFILE",
                          request.config.string()));
}

Result<Groundwork> prepare(const ServeRequest& request, const home::Surroundings& surroundings) {
  Groundwork ground;
  const auto text = read_file(request.config);
  if (!text) return std::unexpected(text.error());
  const bool has_certificate = has_credential(kCertificateCredential, surroundings.environment) &&
                               has_credential(kKeyCredential, surroundings.environment);
  auto config = parse_service_config(*text, request.config, has_certificate);
  if (!config) return std::unexpected(config.error());
  ground.config = std::move(*config);
  if (auto good = check_secrecy(request, ground.config); !good)
    return std::unexpected(good.error());
  auto secrets = load_service_secrets(ground.config, surroundings.environment);
  if (!secrets) return std::unexpected(secrets.error());
  ground.secrets = std::move(*secrets);
  const home::AccountRequest account_request{ground.config.profile, ground.config.region, {}};
  auto account = home::find_account(account_request, "", surroundings);
  if (!account) return std::unexpected(account.error());
  auto clients = aws::Clients::make(account->settings, surroundings.environment, nullptr);
  if (!clients) return std::unexpected(clients.error());
  ground.clients = std::move(*clients);
  ground.http.address = ground.config.listen.address;
  ground.http.port = ground.config.listen.port;
  ground.http.max_header = kMaxHeader;
  ground.http.max_body = kMaxBody;
  ground.http.request_deadline = kRequestDeadline;
  ground.http.idle_limit = kIdleLimit;
  ground.http.max_connections = raise_file_limit(ground.config.max_connections);
  ground.http.max_connections_per_peer = ground.config.max_connections_per_peer;
  ground.environment = &surroundings.environment;
  auto certificate = load_certificate(ground.config, *ground.environment, seconds_now());
  if (!certificate) return std::unexpected(certificate.error());
  if (*certificate) {
    ground.http.certificate = std::move((*certificate)->certificate);
    ground.warning = std::move((*certificate)->warning);
  }
  // A service that runs already has the store to itself.
  if (request.check_only) return ground;
  auto store = store::open_store(ground.config.store);
  if (!store) return std::unexpected(store.error());
  ground.store = std::move(*store);
  ground.notify_socket = surroundings.environment.get("NOTIFY_SOCKET").value_or("");
  ground.version = request.version;
  return ground;
}

// The running service.
class Service {
 public:
  Service(boost::asio::any_io_executor executor, Groundwork& ground, std::stop_token stop)
      : executor_(std::move(executor)),
        ground_(ground),
        stop_(std::move(stop)),
        store_(std::move(ground.store)),
        audit_(executor_, store_, changes_, log_),
        fleet_(ground.clients->ec2(), ground.secrets.own(),
               {ground.config.launch_template, ground.config.idle, ground.config.most}),
        keeper_(
            executor_, store_, fleet_,
            {ground.config.lease, ground.config.idle, ground.config.most, ground.config.ssh_port},
            [this](std::string_view id, const std::string& what) {
              audit_.record(id, {"service", ""}, what);
            },
            [this] { return roster_.hears(); }),
        endpoints_(executor_, store_, changes_, keeper_, fleet_),
        roster_(store_, changes_),
        parts_{ground.config, ground.secrets, endpoints_,     roster_,
               audit_,        metrics_,       keeper_.node(), ground.version},
        router_(
            parts_, store_, changes_, [this] { return server_ ? server_->connections() : 0; },
            stop_),
        tasks_(executor_) {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  awaitable<Result<void>> run() {
    store_.store().on_trouble([this](std::string_view words) {
      boost::asio::post(executor_, [this, told = std::string(words)] {
        audit_.record("", {"service", ""}, told);
      });
    });
    store_.store().on_change([this](std::string_view id) {
      boost::asio::post(executor_, [this, changed = std::string(id)] {
        changes_.tell(changed);
        keeper_.poke();
      });
    });
    auto server = net::serve_http(
        executor_, ground_.http,
        [this](HttpRequest request) { return router_.handle(std::move(request)); }, nullptr);
    if (!server) co_return std::unexpected(server.error());
    server_ = std::move(*server);
    tasks_.start(keeper_.run(stop_));
    tasks_.start(roster_.run(net::Budget{.stop = stop_}));
    tasks_.start(forget_now_and_then());
    log_.write(fmt::format("listening on {}://{} port {}",
                           ground_.http.certificate ? "https" : "http", ground_.http.address,
                           server_->port()));
    notify_service_manager(ground_.notify_socket, "READY=1");
    co_await tasks_.all_ended();  // when it is told to stop
    notify_service_manager(ground_.notify_socket, "STOPPING=1");
    co_await answer_the_last();
    co_await audit_.all_written();
    co_return Result<void>{};
  }

  void reload() {
    const Result<std::string> warning = renew_certificate();
    audit_.record("", {"service", ""},
                  warning ? "read the certificate anew"
                          : "the old certificate stays: " + warning.error().message);
    if (warning && !warning->empty()) audit_.record("", {"service", ""}, *warning);
  }

 private:
  // What is to be said of the new one.
  Result<std::string> renew_certificate() {
    auto fresh = load_certificate(ground_.config, *ground_.environment, seconds_now());
    if (!fresh) return std::unexpected(fresh.error());
    if (!*fresh || !server_) return "";
    net::ServerCertificate& certificate = (*fresh)->certificate;
    const WipeAtEnd wiped(certificate.private_key_pem);
    auto taken = server_->use_certificate(certificate);
    if (!taken) return std::unexpected(taken.error());
    return (*fresh)->warning;
  }

  // Those that wait have been told to stop waiting. No handler is left when this returns: they all
  // use this object.
  awaitable<void> answer_the_last() {
    const auto end = std::chrono::steady_clock::now() + kLastAnswers;
    while (changes_.waiting() > 0 && std::chrono::steady_clock::now() < end) {
      co_await net::sleep_for(10ms, {});
    }
    co_await net::sleep_for(50ms, {});
    server_->stop();
    while (server_->connections() > 0) co_await net::sleep_for(5ms, {});
  }

  awaitable<void> forget_now_and_then() {
    while (!stop_.stop_requested()) {
      co_await store_.run(
          [](store::Store& store) { return store.forget(now(), now() - kEventsKept); });
      co_await net::sleep_for(kForgetInterval, net::Budget{.stop = stop_});
    }
  }

  boost::asio::any_io_executor executor_;
  Groundwork& ground_;
  std::stop_token stop_;
  LineLog log_{STDERR_FILENO};
  StoreAccess store_;
  Changes changes_;
  Audit audit_;
  Fleet fleet_;
  Keeper keeper_;
  Endpoints endpoints_;
  Roster roster_;
  Metrics metrics_;
  ServiceParts parts_;
  std::unique_ptr<net::HttpServer> server_;
  Router router_;
  net::TaskGroup tasks_;
};

awaitable<Result<void>> serve(boost::asio::any_io_executor executor, Groundwork& ground,
                              Service*& running, std::stop_token stop) {
  Service service(std::move(executor), ground, std::move(stop));
  running = &service;
  auto ended = co_await service.run();
  running = nullptr;
  co_return ended;
}

}  // namespace

Result<void> run_serve(const ServeRequest& request, const home::Surroundings& surroundings) {
  LineLog::prepare_process();
  auto ground = prepare(request, surroundings);
  if (!ground) return std::unexpected(ground.error());
  if (!ground->warning.empty()) LineLog(STDERR_FILENO).write("cloudx-proxy: " + ground->warning);
  if (request.check_only) return {};
  Service* running = nullptr;
  return net::run_service_to_end(
      [&](boost::asio::any_io_executor executor, std::stop_token stop) {
        return serve(std::move(executor), *ground, running, std::move(stop));
      },
      [&running] {
        if (running != nullptr) running->reload();
      });
}

}  // namespace cloudx::relay
