#include "features/relay/service/serve.hpp"

#include <algorithm>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "async/main_loop.hpp"
#include "async/sleep.hpp"
#include "features/relay/service/certificate.hpp"
#include "features/relay/service/groundwork.hpp"
#include "features/relay/service/relay_instances.hpp"
#include "features/relay/service/renewal.hpp"
#include "features/relay/service/router.hpp"
#include "net/http_server.hpp"
#include "os/line_log.hpp"
#include "os/service_notice.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr auto kForgetInterval = 5min;
constexpr auto kEventsKept = std::chrono::hours(24 * 90);
constexpr auto kLastAnswers = 2s;

LaunchOptions launch_options(const ServiceConfig& config) {
  return {config.launch_template, config.idle,    config.most,
          config.instance_types,  config.subnets, config.ssh_port};
}

// The running service.
class Service {
 public:
  Service(boost::asio::any_io_executor executor, Groundwork& ground, const Clock& clock,
          std::stop_token stop)
      : executor_(std::move(executor)),
        ground_(ground),
        clock_(clock),
        stop_(std::move(stop)),
        store_(std::move(ground.store)),
        audit_(executor_, store_, changes_, clock_, log_),
        instances_(ground.clients->ec2(), clock_, ground.secrets.own(),
                   launch_options(ground.config)),
        reconciler_(
            executor_, {store_, instances_, clock_}, instances_,
            {ground.config.lease, ground.config.idle, ground.config.most},
            [this](std::string_view id, const std::string& what) {
              audit_.record(id, {"service", ""}, what);
            },
            [this] { return presence_.hears(); }),
        endpoints_(executor_, store_, changes_, reconciler_, instances_, clock_),
        presence_(store_, changes_, clock_),
        parts_{ground.config, ground.secrets,     clock_,        endpoints_, presence_, audit_,
               metrics_,      reconciler_.node(), ground.version},
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
        changes_.notify(changed);
        reconciler_.notify();
      });
    });
    auto server = net::serve_http(
        executor_, ground_.http,
        [this](HttpRequest request) { return router_.handle(std::move(request)); }, nullptr);
    if (!server) co_return std::unexpected(server.error());
    server_ = std::move(*server);
    tasks_.start(reconciler_.run(stop_));
    tasks_.start(presence_.run(async::Deadline{.stop = stop_}));
    tasks_.start(forget_now_and_then());
    log_.write(fmt::format("listening on {}://{} port {}",
                           ground_.http.certificate ? "https" : "http", ground_.http.address,
                           server_->port()));
    os::notify_service_manager(ground_.notify_socket, "READY=1");
    co_await tasks_.all_ended();  // when it is told to stop
    os::notify_service_manager(ground_.notify_socket, "STOPPING=1");
    co_await answer_the_last();
    co_await audit_.all_written();
    co_return Result<void>{};
  }

  void reload() {
    const auto renewed = renew_configuration();
    tell(renewed ? "read the configuration and the keys anew" + *renewed
                 : "the old configuration and keys stay: " + renewed.error().message);
    const Result<std::string> warning = renew_certificate();
    tell(warning ? "read the certificate anew"
                 : "the old certificate stays: " + warning.error().message);
    if (warning && !warning->empty()) tell(*warning);
  }

 private:
  void tell(const std::string& what) { audit_.record("", {"service", ""}, what); }

  // All of it or nothing. Gives what has to be said about it.
  Result<std::string> renew_configuration() {
    auto config = read_configuration(ground_.file, *ground_.environment);
    if (!config) return std::unexpected(config.error());
    auto secrets = load_service_secrets(*config, *ground_.environment);
    if (!secrets) return std::unexpected(secrets.error());
    const auto standing = renew(ground_.config, std::move(*config));
    ground_.secrets = std::move(*secrets);
    instances_.use(ground_.secrets.own());
    instances_.use(launch_options(ground_.config));
    reconciler_.limit(ground_.config.idle, ground_.config.most);
    router_.take_new_keys();
    if (server_) {
      server_->limit_connections(raise_file_limit(ground_.config.max_connections),
                                 ground_.config.max_connections_per_peer);
    }
    return standing.empty()
               ? std::string()
               : fmt::format("; a restart is needed for {}", fmt::join(standing, ", "));
  }

  // What is to be said of the new one.
  Result<std::string> renew_certificate() {
    auto fresh = load_certificate(ground_.config, *ground_.environment, clock_.seconds());
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
      co_await async::sleep_for(10ms, {});
    }
    co_await async::sleep_for(50ms, {});
    server_->stop();
    while (server_->connections() > 0) co_await async::sleep_for(5ms, {});
  }

  awaitable<void> forget_now_and_then() {
    while (!stop_.stop_requested()) {
      const Time at = clock_.wall();
      co_await store_.run([at](store::Store& store) { return store.forget(at, at - kEventsKept); });
      co_await async::sleep_for(kForgetInterval, async::Deadline{.stop = stop_});
    }
  }

  boost::asio::any_io_executor executor_;
  Groundwork& ground_;
  const Clock& clock_;
  std::stop_token stop_;
  os::LineLog log_{STDERR_FILENO};
  StoreAccess store_;
  ChangeNotifier changes_;
  Audit audit_;
  RelayInstances instances_;
  ReconcilerDriver reconciler_;
  Endpoints endpoints_;
  PresenceTracker presence_;
  Metrics metrics_;
  ServiceParts parts_;
  std::unique_ptr<net::HttpServer> server_;
  Router router_;
  async::TaskGroup tasks_;
};

awaitable<Result<void>> serve(boost::asio::any_io_executor executor, Groundwork& ground,
                              const Clock& clock, Service*& running, std::stop_token stop) {
  Service service(std::move(executor), ground, clock, std::move(stop));
  running = &service;
  auto ended = co_await service.run();
  running = nullptr;
  co_return ended;
}

}  // namespace

Result<void> run_serve(const ServeRequest& request, const home::ProcessContext& context) {
  os::LineLog::prepare_process();
  const SystemClock clock;
  auto ground = prepare(request, context, clock);
  if (!ground) return std::unexpected(ground.error());
  if (!ground->warning.empty())
    os::LineLog(STDERR_FILENO).write("cloudx-proxy: " + ground->warning);
  if (request.check_only) return {};
  Service* running = nullptr;
  return async::run_service_to_end(
      [&](boost::asio::any_io_executor executor, std::stop_token stop) {
        return serve(std::move(executor), *ground, clock, running, std::move(stop));
      },
      [&running] {
        if (running != nullptr) running->reload();
      });
}

}  // namespace cloudx::relay
