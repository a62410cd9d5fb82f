#include "sandbox/server/sandbox.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "net/http_server.hpp"
#include "os/file.hpp"
#include "sandbox/agent/builtin_target.hpp"
#include "sandbox/api/service.hpp"
#include "sandbox/control/control.hpp"
#include "sandbox/gateway/gateway.hpp"
#include "sandbox/server/launches.hpp"
#include "sandbox/server/plain_ssh.hpp"
#include "sandbox/server/service_port.hpp"
#include "sandbox/sshd/installation.hpp"
#include "sandbox/sshd/servers.hpp"
#include "sandbox/tls/authority.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

// Each service has a listener of its own, as with AWS each has its own host; the suffix is that of
// AWS_ENDPOINT_URL_*. Any of them answers for all.
constexpr std::array<std::string_view, 9> kServices{
    "SSM", "EC2", "EC2_INSTANCE_CONNECT", "STS", "SSMMESSAGES", "SSO", "SSO_OIDC", "ECS", "SIGNIN"};
constexpr std::size_t kGatewayService = 4;

Time now() {
  return std::chrono::system_clock::now();
}

class Assembly final : public Sandbox {
 public:
  Assembly(asio::any_io_executor executor, const Options& options)
      : executor_(std::move(executor)),
        options_(options),
        line_(std::make_shared<LineState>()),
        world_(std::make_shared<World>(options.key_lifetime)) {
    line_->round_trip = options.round_trip.value_or(Duration::zero());
  }
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  ~Assembly() override {
    for (auto& [id, session] : world_->sessions) world_->terminate(session, "");
  }

  [[nodiscard]] const Environment& environment() const override { return environment_; }

  Result<void> start(const std::filesystem::path& folder) {
    folder_ = folder;
    world_->hosts = options_.hosts;
    for (const auto& [name, document] : options_.documents) {
      world_->documents.insert_or_assign(name, document);
    }
    world_->region = options_.region;
    world_->faults = options_.faults;
    world_->policy = options_.policy;
    for (const InstanceSpec& spec : options_.instances) world_->add(spec, now());
    Result<void> done = start_ssh_servers(folder);
    if (done) done = start_launches(folder);
    if (done) done = start_listeners(folder);
    if (done && options_.plain_ssh) done = start_plain_ssh();
    if (done) done = start_control();
    if (done) done = describe(folder);
    return done;
  }

 private:
  Result<void> start_ssh_servers(const std::filesystem::path& folder) {
    const auto sshd = find_sshd(options_.sshd);
    if (!sshd) return std::unexpected(sshd.error());
    servers_ = std::make_shared<SshServers>(executor_, *world_, *sshd, folder);
    if (!servers_->isolated()) {
      fmt::print(stderr,
                 "cloudx-sandbox: warning: this machine allows no private namespaces, so the "
                 "instances know only the accounts of this machine: log in as yourself "
                 "(--os-user $USER)\n");
    }
    for (const auto& [id, instance] : world_->instances) {
      const Result<void> prepared = servers_->prepare(id);
      if (!prepared) return prepared;
    }
    world_->on_key_pushed = [this](std::string_view id, std::string_view user) {
      servers_->refresh_keys(id, user, now());
      asio::co_spawn(
          executor_,
          expire_key(servers_, std::string(id), std::string(user), world_->pushed_keys.lifetime()),
          asio::detached);
    };
    return os::write_file_atomically(folder / "known_hosts", servers_->known_hosts());
  }

  Result<void> start_launches(const std::filesystem::path& folder) {
    LaunchSetup setup{
        .templates = options_.launch_templates, .key_file = options_.vm_key, .machines = {}};
    if (servers_->isolated()) {
      setup.machines = {
          .sshd = servers_->sshd(), .folder = folder / "vms", .port = options_.vm_port};
    }
    auto launches = prepare_launches(executor_, *world_, setup, folder);
    if (!launches) return std::unexpected(launches.error());
    machines_ = std::move(launches->machines);
    environment_.insert(environment_.end(), launches->environment.begin(),
                        launches->environment.end());
    return {};
  }

  Result<void> start_plain_ssh() {
    const auto port = listen_for_ssh(
        executor_, [servers = servers_, id = options_.instances.front().id](int socket) {
          const Result<void> attached = servers->attach(id, socket);
          if (!attached) fmt::print(stderr, "cloudx-sandbox: {}\n", attached.error().message);
        });
    if (!port) return std::unexpected(port.error());
    environment_.emplace_back("CLOUDX_SANDBOX_SSH_PORT", std::to_string(*port));
    return {};
  }

  static asio::awaitable<void> expire_key(std::weak_ptr<SshServers> servers, std::string id,
                                          std::string user, Duration lifetime) {
    co_await async::sleep_for(lifetime + std::chrono::milliseconds(1), {});
    if (const auto alive = servers.lock()) alive->refresh_keys(id, user, now());
  }

  asio::awaitable<Result<std::unique_ptr<Target>>> open_target(Destination to) {
    if (!to.address.empty()) co_return co_await connect_to_port(to.address, to.port);
    auto builtin = make_builtin_target(executor_, to.port, world_->faults.source_bytes);
    if (builtin) co_return std::move(builtin);
    if (to.port != "22") co_return co_await connect_to_port("127.0.0.1", to.port);
    const Instance* instance = world_->instance(to.instance_id);
    if (instance == nullptr || !instance->ssh_answers(now())) {
      co_return fail(Errc::connect, "dial tcp 127.0.0.1:22: connect: connection refused");
    }
    co_return servers_->open(to.instance_id);
  }

  // The home folder that SSH has there, too.
  [[nodiscard]] std::filesystem::path home_of(std::string_view target) const {
    const std::filesystem::path home = folder_ / target / "home";
    std::error_code ignored;
    std::filesystem::create_directories(home, ignored);
    return home;
  }

  Result<void> start_listeners(const std::filesystem::path& folder) {
    const Authority authority = make_authority();
    const ServerCertificate certificate =
        options_.untrusted_certificate ? make_authority().server : authority.server;
    const Result<void> written = os::write_file_atomically(folder / "ca.pem", authority.ca_pem,
                                                           os::FileAccess::readable_if_new);
    if (!written) return written;
    Reach reach{.open = [this](Destination to) { return open_target(std::move(to)); },
                .home = [this](std::string_view target) { return home_of(target); }};
    gateway_ = std::make_unique<Gateway>(executor_, *world_, options_.gateway, std::move(reach));
    world_->on_session_terminated = [this](const Session& session) {
      gateway_->end_session(session);
    };
    world_->on_incident = [this](const Incident& incident) {
      return std::visit([this](const auto& of) { return happen(of); }, incident);
    };
    for (std::size_t i = 0; i < kServices.size(); ++i) {
      const Result<void> open = open_service(certificate, i);
      if (!open) return open;
      const std::string authority_text = fmt::format("localhost:{}", services_.back()->port());
      if (i == 0) environment_.emplace_back("AWS_ENDPOINT_URL", "https://" + authority_text);
      environment_.emplace_back(fmt::format("AWS_ENDPOINT_URL_{}", kServices[i]),
                                "https://" + authority_text);
      if (i == kGatewayService) world_->stream_host = authority_text;
    }
    return {};
  }

  Result<void> open_service(const ServerCertificate& certificate, std::size_t index) {
    const auto wanted = static_cast<std::uint16_t>(
        options_.port == 0 ? 0 : options_.port + static_cast<int>(index));
    net::HttpServerOptions server{
        .port = wanted,
        .certificate = net::ServerCertificate{.chain_pem = certificate.certificate_pem,
                                              .private_key_pem = certificate.private_key_pem}};
    auto service = std::make_unique<ServicePort>(
        executor_, std::move(server),
        [this](HttpRequest request) { return answer_api(std::move(request)); },
        [this](std::unique_ptr<net::Stream> stream, HttpRequest request) {
          return gateway_->serve(std::move(stream), std::move(request));
        },
        options_.round_trip ? line_ : nullptr);
    services_.push_back(std::move(service));
    return services_.back()->open();
  }

  Result<void> happen(const GatewayRestart& incident) {
    gateway_->restart(incident);
    if (!incident.unavailable) services_.at(kGatewayService)->close_for(incident.down);
    return {};
  }
  Result<void> happen(const AgentRestart& incident) {
    gateway_->restart_agents(incident);
    return {};
  }
  Result<void> happen(const WorkerKill& incident) {
    gateway_->kill_workers(incident);
    return {};
  }
  Result<void> happen(const AgentStall& incident) {
    gateway_->stall_agents(incident);
    return {};
  }
  Result<void> happen(const BlackHole& incident) {
    if (!options_.round_trip) return fail(Errc::usage, "a black hole needs --rtt, if only 0ms");
    line_->silent_until = std::chrono::steady_clock::now() + incident.lasting;
    return {};
  }

  asio::awaitable<HttpResponse> answer_api(HttpRequest request) {
    co_return answer_api_request(*world_, request, now());
  }

  asio::awaitable<HttpResponse> answer_control(HttpRequest request) {
    co_return answer_control_request(*world_, line_->round_trip, request, now());
  }

  Result<void> start_control() {
    auto listener = net::serve_http(
        executor_, {}, [this](HttpRequest request) { return answer_control(std::move(request)); },
        nullptr);
    if (!listener) return std::unexpected(listener.error());
    environment_.emplace_back("CLOUDX_SANDBOX_CONTROL",
                              fmt::format("http://127.0.0.1:{}", (*listener)->port()));
    control_ = std::move(*listener);
    return {};
  }

  Result<void> describe(const std::filesystem::path& folder) {
    const AccessKey& key = world_->credentials.add_user_key(
        options_.temporary_credentials, now(),
        world_->faults.lifetime_of(CredentialStore::kUserKeyLifetime));
    const std::filesystem::path aws = folder / "aws";
    add_credentials(environment_, key);
    environment_.emplace_back("AWS_REGION", world_->region);
    environment_.emplace_back("AWS_DEFAULT_REGION", world_->region);
    environment_.emplace_back("AWS_CA_BUNDLE", (folder / "ca.pem").string());
    environment_.emplace_back("AWS_CONFIG_FILE", (aws / "config").string());
    environment_.emplace_back("AWS_SHARED_CREDENTIALS_FILE", (aws / "credentials").string());
    environment_.emplace_back("AWS_EC2_METADATA_DISABLED", "true");
    environment_.emplace_back("CLOUDX_SANDBOX_STATE", folder.string());
    environment_.emplace_back("CLOUDX_SANDBOX_INSTANCE", options_.instances.front().id);
    return write_aws_files(aws, world_->region, key);
  }

  asio::any_io_executor executor_;
  Options options_;
  std::filesystem::path folder_;
  std::shared_ptr<LineState> line_;
  std::shared_ptr<World> world_;
  std::shared_ptr<SshServers> servers_;
  std::unique_ptr<VirtualMachines> machines_;
  std::unique_ptr<Gateway> gateway_;
  std::vector<std::unique_ptr<ServicePort>> services_;
  std::unique_ptr<net::HttpServer> control_;
  Environment environment_;
};

}  // namespace

Result<std::unique_ptr<Sandbox>> start_sandbox(asio::any_io_executor executor,
                                               const Options& options,
                                               const std::filesystem::path& folder) {
  auto assembly = std::make_unique<Assembly>(std::move(executor), options);
  const Result<void> done = assembly->start(folder);
  if (!done) return std::unexpected(done.error());
  return assembly;
}

}  // namespace cloudx::sandbox
