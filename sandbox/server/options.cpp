#include "sandbox/server/options.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "sandbox/server/session_options.hpp"
#include "sandbox/world/path_spec.hpp"

namespace cloudx::sandbox {

namespace {

constexpr int kUsage = 2;

constexpr const char* kDescription =
    "An AWS of your own on this machine: STS, EC2, CloudFormation, Systems Manager, EC2\n"
    "Instance Connect and the session message gateway, on loopback only, with made-up "
    "credentials.\n"
    "Behind every instance stands a real, private OpenSSH server. Nothing leaves this machine, "
    "and\n"
    "nothing costs.\n\n"
    "With a COMMAND, runs it in that environment and ends with it. Without, prints the "
    "environment\n"
    "to export and runs until Ctrl-C.";

constexpr const char* kExamples =
    "Instances: --instance id=i-0123456789abcdef0,state=stopped,boot=5s,name=dev,tag.team=core\n"
    "  id=i-...|mi-...      state=running|stopped|stopping|pending|shutting-down|terminated\n"
    "  name=TEXT  tag.KEY=TEXT  private-ip=ADDRESS  agent-version=V\n"
    "  platform=Linux|Windows  port-refused  ssh-delay=0s (from running to its SSH server)\n"
    "  boot=2s  stop-delay=2s  online-delay=1s  refuse-delay=1s (Online, but not yet connected)\n"
    "  start-error=CODE[:TEXT]\n\n"
    "Launches: RunInstances boots a private machine with the real user data (#cloud-config:\n"
    "  ssh_keys, ssh_authorized_keys, write_files, bootcmd, runcmd) and an OpenSSH server on a\n"
    "  loopback address of its own. Inside, systemctl, systemd-run, shutdown, poweroff and sleep\n"
    "  are stand-ins; power-off ends it.\n\n"
    "Path: rtt=TIME,rate=BYTES per second each way,queue=BYTES before the bottleneck,loss=0..1,\n"
    "  jitter=TIME,silent-at=TIME,silent-for=TIME (the agent),seed=N\n\n"
    "Faults at run time: curl -d '{\"drop\":0.05}' $CLOUDX_SANDBOX_CONTROL/_sandbox/faults\n"
    "  api, deny, drop, duplicate, reorder, cut_after_messages, cut_after_bytes, cuts,\n"
    "  message_limit (a second, from the client; more of them for 2 s end the websocket),\n"
    "  suppress_acknowledges, garbage, garbage_every, no_handshake, channel_closed, bye_after_ms,\n"
    "  resume_without_token, publication_events, credentials_expired, credentials_lifetime_ms,\n"
    "  access_keys_unknown, resource_failures (of stacks: CREATE KeyPair), resource_time_ms,\n"
    "  path (of new sessions), rtt_ms (only where --rtt was given, if only "
    "0ms)\n"
    "  lost_answers (as api, but the operation is carried out; status 0: no answer at all),\n"
    "  ec2_throttle_every, ec2_rate, api_rate (calls a second), launch_failures (as api; code: why "
    "a new\n"
    "  instance dies while pending), launch_hidden_ms (until other calls know it), vm_pending_ms,\n"
    "  vm_boot_ms (from running to the first step of its boot), vm_time_scale\n"
    "Incidents: curl -d '{\"for_ms\":5000}' $CLOUDX_SANDBOX_CONTROL/_sandbox/incidents/NAME\n"
    "  gateway-restart (for_ms, close_code, unavailable), agent-restart (for_ms),\n"
    "  agent-stall (for_ms), worker-kill (output), black-hole (for_ms; needs --rtt as above)\n"
    "A new temporary key: curl -d '{}' $CLOUDX_SANDBOX_CONTROL/_sandbox/credentials\n"
    "Instances added later (without a server): curl -d '{\"add\":[\"id=i-...,name=web\"]}'\n"
    "  $CLOUDX_SANDBOX_CONTROL/_sandbox/instances\n"
    "Logins: curl -d '{\"decision\":\"denied\"}' $CLOUDX_SANDBOX_CONTROL/_sandbox/sso\n"
    "  decision (approved, denied, expired, none), pending_polls, slow_downs, token_lifetime_ms,\n"
    "  page_size\n"
    "`aws login`: curl -d '{\"arn\":\"arn:aws:sts::123456789012:assumed-role/Dev/me\"}'\n"
    "  $CLOUDX_SANDBOX_CONTROL/_sandbox/login (gives the file of ~/.aws/login/cache); "
    "lifetime_ms,\n"
    "  refusal (TOKEN_EXPIRED, ...), repeat_ms (how long a used refresh token gives the same)\n"
    "Targets without a server: connect ID 7 (echo), 9 (discard; its SHA-256 is in the state when\n"
    "  the session has ended), 19 (sends source_bytes, set as a fault, then closes)\n"
    "Session documents: curl -d '{\"name\":\"mine\",\"content\":{\"schemaVersion\":\"1.0\",...}}'\n"
    "  $CLOUDX_SANDBOX_CONTROL/_sandbox/documents; names of remote hosts: curl -d\n"
    "  '{\"db.internal\":[\"127.0.0.5\"]}' $CLOUDX_SANDBOX_CONTROL/_sandbox/hosts\n"
    "ECS: cluster sandbox, task 0123456789abcdef0123456789abcdef, container app; 32 times the "
    "digit\n"
    "  1: containers web and log_router; 2: without ECS Exec; 3: stopped; 4: its agent has "
    "stopped\n"
    "State: curl $CLOUDX_SANDBOX_CONTROL/_sandbox/state\n\n"
    "Examples:\n"
    "  cloudx-sandbox -- bash                 a shell in which AWS clients talk to it\n"
    "  cloudx-sandbox --state-dir DIR &       then, elsewhere: source DIR/env";

// Texts that need a closer look after CLI11 has taken them.
struct Raw {
  std::vector<std::string> instances;
  std::vector<std::string> api_errors;
  std::string faults;
  std::string path;
  std::string round_trip;
  std::string key_lifetime;
  std::string resend_interval;
  std::vector<std::string> documents;
  std::vector<std::string> hosts;
  std::string terminal_delay;
  std::string print = "env";
  std::string policy = "everything";
};

void add_basics(CLI::App& app, Options& options, Raw& raw) {
  app.add_option("--state-dir", options.state_dir,
                 "Keep all files here (default: a temporary folder, removed at the end)");
  app.add_option("--port", options.port,
                 "First port; the other services take the next ones (default: free ports)");
  app.add_option("--region", options.region, "The region that the instances are in")
      ->capture_default_str();
  app.add_option("--instance", raw.instances, "An instance; may be given several times (see below)")
      ->allow_extra_args(false);
  app.add_flag("--temporary-credentials", options.temporary_credentials,
               "Use temporary credentials, with a session token");
  app.add_option("--key-lifetime", raw.key_lifetime, "How long a pushed key opens (default: 60s)");
  app.add_option("--sshd", options.sshd, "The OpenSSH server program");
  app.add_flag("--plain-ssh", options.plain_ssh,
               "Also let plain ssh reach the first instance, on a free port of 127.0.0.1 "
               "(CLOUDX_SANDBOX_SSH_PORT), for comparison");
  app.add_option("--print", raw.print, "How to print the environment")
      ->check(CLI::IsMember({"env", "json"}))
      ->capture_default_str();
  app.add_option("COMMAND", options.command, "Runs in the sandbox's environment (after --)");
}

void add_sessions(CLI::App& app, Raw& raw) {
  const std::string group = "Sessions";
  app.add_option("--document", raw.documents,
                 "NAME=FILE: a session document of the account, as JSON; several times")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--remote-host", raw.hosts,
                 "NAME=ADDRESS[,ADDRESS]: a name that instances resolve, of addresses of loopback; "
                 "several times")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--terminal-delay", raw.terminal_delay,
                 "From the start of a shell to its first output (default: 1s, as the real agent)")
      ->group(group);
}

void add_launches(CLI::App& app, Options& options, Raw& raw) {
  const std::string group = "Launched instances";
  app.add_option("--launch-template", options.launch_templates,
                 "A launch template for relays (default: ssh-proxy); several times; none: no one")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--vm-key", options.vm_key,
                 "Public key file of the templates' key pair (default: a new pair; "
                 "CLOUDX_SANDBOX_VM_KEY names its private half)")
      ->group(group);
  app.add_option("--vm-port", options.vm_port,
                 "The port of their SSH servers, each on its own address (default: 22, or 2222 "
                 "where that can not be had; CLOUDX_SANDBOX_VM_PORT)")
      ->group(group);
  app.add_option("--vm-time-scale", options.faults.vm_time_scale,
                 "How many times faster their time passes, for sleep and systemd's timers")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str()
      ->group(group);
  app.add_option("--policy", raw.policy,
                 "What IAM permits the user: everything, or no more than the original relay's "
                 "stack")
      ->check(CLI::IsMember({"everything", "original"}))
      ->capture_default_str()
      ->group(group);
}

void add_faults(CLI::App& app, Options& options, Raw& raw) {
  const std::string group = "Faults";
  app.add_option("--rtt", raw.round_trip, "Artificial round-trip time of every connection, as 50ms")
      ->group(group);
  app.add_option("--path", raw.path,
                 "The network between client and agent, as rtt=50ms,rate=1M,queue=256k,loss=0.01 "
                 "(see below)")
      ->group(group);
  app.add_option("--api-error", raw.api_errors,
                 "OPERATION:CODE[:STATUS[:COUNT[:MESSAGE]]]; may be given several times")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--deny", options.faults.denied,
                 "An operation that the caller may not use; several times")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--drop", options.faults.drop, "Share of messages lost, both ways, 0 to 1")
      ->group(group);
  app.add_option("--duplicate", options.faults.duplicate, "Share of messages doubled")
      ->group(group);
  app.add_option("--reorder", options.faults.reorder, "Share of messages overtaken")->group(group);
  app.add_option("--seed", options.gateway.seed, "For the same losses again")->group(group);
  app.add_option("--cut-after-messages", options.faults.cut_after_messages,
                 "Cut the websocket after so many messages")
      ->group(group);
  app.add_option("--cut-after-bytes", options.faults.cut_after_bytes,
                 "Cut the websocket after so many bytes")
      ->group(group);
  app.add_option("--cuts", options.faults.cuts, "Cut at most so often in a session (0: always)")
      ->group(group);
  app.add_option("--faults", raw.faults, "Any of the faults below, as a JSON object")->group(group);
  app.add_flag("--untrusted-certificate", options.untrusted_certificate,
               "Show a certificate by another authority")
      ->group(group);
  app.add_flag("--allow-unsigned-websocket", options.gateway.allow_unsigned,
               "Accept a data channel without a signature")
      ->group(group);
  app.add_flag("--agent-pace", options.gateway.paced_agent,
               "Wait 1 ms after each 1 KiB, as the real agent does")
      ->group(group);
  app.add_option(
         "--agent-resend-interval", raw.resend_interval,
         "How often the agent looks at its oldest message (default: 100ms, as the real one)")
      ->group(group);
  app.add_option("--agent-resend-count", options.gateway.resend_count,
                 "How many of its oldest messages it repeats then, for quick tests with losses")
      ->capture_default_str()
      ->group(group);
}

Result<void> read_duration(const std::string& text, Duration& into) {
  if (text.empty()) return {};
  const Result<Duration> duration = parse_duration(text);
  if (!duration) return std::unexpected(duration.error());
  into = *duration;
  return {};
}

Result<void> read_path(const std::string& text, PathOptions& into) {
  if (text.empty()) return {};
  const Result<PathOptions> path = parse_path(text);
  if (!path) return std::unexpected(path.error());
  into = *path;
  return {};
}

Result<void> read_faults(const Raw& raw, Faults& faults) {
  for (const std::string& text : raw.api_errors) {
    const Result<ApiFault> fault = parse_api_fault(text);
    if (!fault) return std::unexpected(fault.error());
    faults.api.push_back(*fault);
  }
  if (raw.faults.empty()) return {};
  boost::json::error_code error;
  const boost::json::value patch = boost::json::parse(raw.faults, error);
  if (error || !patch.is_object()) return fail(Errc::usage, "--faults wants a JSON object");
  return apply_patch(faults, patch.get_object());
}

Result<void> read_sessions(const Raw& raw, Options& options) {
  Result<void> done;
  for (const std::string& text : raw.documents) {
    if (done) done = read_document(text, options.documents);
  }
  for (const std::string& text : raw.hosts) {
    if (done) done = read_remote_host(text, options.hosts);
  }
  return done ? read_duration(raw.terminal_delay, options.gateway.terminal_delay) : done;
}

Result<void> interpret(const Raw& raw, Options& options) {
  for (const std::string& text : raw.instances) {
    const Result<InstanceSpec> spec = parse_instance_spec(text);
    if (!spec) return std::unexpected(spec.error());
    options.instances.push_back(*spec);
  }
  if (options.instances.empty()) options.instances.emplace_back();
  if (!raw.round_trip.empty()) options.round_trip.emplace();
  if (options.launch_templates.empty()) options.launch_templates.emplace_back("ssh-proxy");
  std::erase(options.launch_templates, "none");
  if (raw.policy == "original") options.policy = Policy::original;
  options.print_json = raw.print == "json";
  Result<void> done = read_faults(raw, options.faults);
  if (done && options.round_trip) done = read_duration(raw.round_trip, *options.round_trip);
  if (done) done = read_sessions(raw, options);
  if (done) done = read_path(raw.path, options.faults.path);
  if (done) done = read_duration(raw.key_lifetime, options.key_lifetime);
  if (done) done = read_duration(raw.resend_interval, options.gateway.resend_interval);
  return done;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
  CLI::App app(kDescription, "cloudx-sandbox");
  app.footer(kExamples);
  app.get_formatter()->column_width(34);
  Options options;
  Raw raw;
  add_basics(app, options, raw);
  add_sessions(app, raw);
  add_launches(app, options, raw);
  add_faults(app, options, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  const Result<void> done = interpret(raw, options);
  if (done) return options;
  fmt::print(stderr, "cloudx-sandbox: {}\n", done.error().message);
  return kUsage;
}

}  // namespace cloudx::sandbox
