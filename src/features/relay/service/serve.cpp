#include "features/relay/service/serve.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "async/main_loop.hpp"
#include "async/sleep.hpp"
#include "features/relay/service/certificate.hpp"
#include "features/relay/service/relay_instances.hpp"
#include "features/relay/service/renewal.hpp"
#include "features/relay/service/router.hpp"
#include "features/relay/service/service_resources.hpp"
#include "net/http_server.hpp"
#include "os/line_log.hpp"
#include "os/service_notice.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr auto kRetentionInterval = 5min;
constexpr auto kEventsKept = std::chrono::hours(24 * 90);
constexpr auto kDrainTimeout = 2s;

LaunchOptions launch_options(const ServiceConfig& config) {
  return {config.launch_template, config.idle,    config.most,
          config.instance_types,  config.subnets, config.ssh_port};
}

// The running service.
class Service {
 public:
  Service(boost::asio::any_io_executor executor, ServiceResources& resources, const Clock& clock,
          std::stop_token stop)
      : executor_(std::move(executor)),
        resources_(resources),
        clock_(clock),
        stop_(std::move(stop)),
        store_(std::move(resources.store)),
        audit_(executor_, store_, changes_, clock_, log_),
        instances_(resources.clients->ec2(), clock_, resources.secrets.own(),
                   launch_options(resources.config)),
        reconciler_(
            executor_, {store_, instances_, clock_}, instances_,
            {resources.config.lease, resources.config.idle, resources.config.most},
            [this](std::string_view id, const std::string& what) {
              audit_.record(id, {"service", ""}, what);
            },
            [this] { return presence_.hears(); }),
        endpoints_(executor_, store_, changes_, reconciler_, instances_, clock_),
        presence_(store_, changes_, clock_),
        context_{resources.config, resources.secrets,  clock_,
                 endpoints_,       presence_,          audit_,
                 metrics_,         reconciler_.node(), resources.version},
        router_(
            context_, store_, changes_, [this] { return server_ ? server_->connections() : 0; },
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
        executor_, resources_.http,
        [this](HttpRequest request) { return router_.handle(std::move(request)); }, nullptr);
    if (!server) co_return std::unexpected(server.error());
    server_ = std::move(*server);
    tasks_.start(reconciler_.run(stop_));
    tasks_.start(presence_.run(async::Deadline{.stop = stop_}));
    tasks_.start(run_retention());
    log_.write(fmt::format("listening on {}://{} port {}",
                           resources_.http.certificate ? "https" : "http", resources_.http.address,
                           server_->port()));
    os::notify_service_manager(resources_.notify_socket, "READY=1");
    co_await tasks_.all_ended();  // when it is told to stop
    os::notify_service_manager(resources_.notify_socket, "STOPPING=1");
    co_await drain_requests();
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
    auto config = read_configuration(resources_.file, *resources_.environment);
    if (!config) return std::unexpected(config.error());
    auto secrets = load_service_secrets(*config, *resources_.environment);
    if (!secrets) return std::unexpected(secrets.error());
    const auto standing = renew(resources_.config, std::move(*config));
    resources_.secrets = std::move(*secrets);
    instances_.use(resources_.secrets.own());
    instances_.use(launch_options(resources_.config));
    reconciler_.limit(resources_.config.idle, resources_.config.most);
    router_.take_new_keys();
    if (server_) {
      server_->limit_connections(raise_file_limit(resources_.config.max_connections),
                                 resources_.config.max_connections_per_peer);
    }
    return standing.empty()
               ? std::string()
               : fmt::format("; a restart is needed for {}", fmt::join(standing, ", "));
  }

  // What is to be said of the new one.
  Result<std::string> renew_certificate() {
    auto fresh = load_certificate(resources_.config, *resources_.environment, clock_.seconds());
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
  awaitable<void> drain_requests() {
    const auto end = std::chrono::steady_clock::now() + kDrainTimeout;
    while (changes_.waiting() > 0 && std::chrono::steady_clock::now() < end) {
      co_await async::sleep_for(10ms, {});
    }
    co_await async::sleep_for(50ms, {});
    server_->stop();
    while (server_->connections() > 0) co_await async::sleep_for(5ms, {});
  }

  awaitable<void> run_retention() {
    while (!stop_.stop_requested()) {
      const Time at = clock_.wall();
      co_await store_.run([at](store::Store& store) { return store.forget(at, at - kEventsKept); });
      co_await async::sleep_for(kRetentionInterval, async::Deadline{.stop = stop_});
    }
  }

  boost::asio::any_io_executor executor_;
  ServiceResources& resources_;
  const Clock& clock_;
  std::stop_token stop_;
  os::LineLog log_{os::StandardStream::error};
  StoreAccess store_;
  ChangeNotifier changes_;
  Audit audit_;
  RelayInstances instances_;
  ReconcilerDriver reconciler_;
  Endpoints endpoints_;
  PresenceTracker presence_;
  Metrics metrics_;
  ServiceContext context_;
  std::unique_ptr<net::HttpServer> server_;
  Router router_;
  async::TaskGroup tasks_;
};

awaitable<Result<void>> serve(boost::asio::any_io_executor executor, ServiceResources& resources,
                              const Clock& clock, Service*& running, std::stop_token stop) {
  Service service(std::move(executor), resources, clock, std::move(stop));
  running = &service;
  auto ended = co_await service.run();
  running = nullptr;
  co_return ended;
}

}  // namespace

Result<void> run_serve(const ServeRequest& request, const home::ProcessContext& context) {
  os::LineLog::prepare_process();
  const SystemClock clock;
  auto resources = acquire_resources(request, context, clock);
  if (!resources) return std::unexpected(resources.error());
  if (!resources->warning.empty())
    os::LineLog(os::StandardStream::error).write("cloudx-proxy: " + resources->warning);
  if (request.check_only) return {};
  Service* running = nullptr;
  return async::run_service_to_end(
      [&](boost::asio::any_io_executor executor, std::stop_token stop) {
        return serve(std::move(executor), *resources, clock, running, std::move(stop));
      },
      [&running] {
        if (running != nullptr) running->reload();
      });
}

}  // namespace cloudx::relay
