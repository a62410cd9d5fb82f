#include "features/relay/client/ssh_arguments.hpp"

#include <string_view>

#include <fmt/format.h>

namespace cloudx::relay {

namespace {

// Where the machine to be reached has its SSH server on the relay.
constexpr std::string_view kServerSocket = "/home/ec2-user/ssh-server";
// Under this name the relay's key is known; its address is a new one with each launch.
constexpr std::string_view kAlias = "cloudx-relay";

// In a file name of an option: "%" begins a token, and blanks would end the name
// (ssh_config(5)).
std::string file_value(const std::filesystem::path& path) {
  std::string out;
  for (const char c : path.generic_string()) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
    if (c == '%') out += '%';
  }
  return fmt::format("\"{}\"", out);
}

class Options {
 public:
  void set(std::string_view name, std::string_view value) {
    words_.emplace_back("-o");
    words_.push_back(fmt::format("{}={}", name, value));
  }
  void add(std::initializer_list<std::string> words) {
    words_.insert(words_.end(), words.begin(), words.end());
  }
  std::vector<std::string> take() { return std::move(words_); }

 private:
  std::vector<std::string> words_{"ssh", "-F", "none"};
};

void set_authentication(Options& options, const EndpointView& relay,
                        const SshInvocation& invocation) {
  options.set("User", relay.user);
  options.set("IdentityFile", file_value(invocation.identity));
  options.set("IdentitiesOnly", "yes");
  options.set("PreferredAuthentications", "publickey");
  options.set("BatchMode", "yes");
  const bool pinned = is_pinned(relay);
  options.set("StrictHostKeyChecking", pinned ? "yes" : "no");
  options.set("UserKnownHostsFile", pinned ? file_value(invocation.known_hosts) : "/dev/null");
  options.set("GlobalKnownHostsFile", "/dev/null");
  options.set("UpdateHostKeys", "no");
  options.set("HostKeyAlias", kAlias);
  if (pinned) options.set("HostKeyAlgorithms", "ssh-ed25519");
}

// A relay's SSH server may take a while to come up; the bytes are the inner connection's, which
// neither compression nor a second slow cipher can help.
void set_connection(Options& options) {
  options.set("ConnectionAttempts", "30");
  options.set("ConnectTimeout", "10");
  options.set("ServerAliveInterval", "10");
  options.set("ServerAliveCountMax", "3");
  options.set("Ciphers", "^aes128-gcm@openssh.com");
  options.set("Compression", "no");
  options.set("ControlMaster", "no");
  options.set("ControlPath", "none");
  options.set("LogLevel", "VERBOSE");  // says when it is authenticated
}

void forbid_the_rest(Options& options) {
  options.set("ExitOnForwardFailure", "yes");
  options.set("ForwardAgent", "no");
  options.set("ForwardX11", "no");
  options.set("Tunnel", "no");
  options.set("PermitLocalCommand", "no");
  options.set("EscapeChar", "none");
}

// The original's relays know the mode by a variable, too, and want a terminal for "forward".
void set_mode(Options& options, const EndpointView& relay, const SshInvocation& invocation) {
  const bool pinned = is_pinned(relay);
  switch (invocation.mode) {
    case RelayMode::forward:
      if (!pinned) options.set("SetEnv", "SSH_PROXY_FORWARD=1");
      options.add({pinned ? "-T" : "-tt", "-R",
                   fmt::format("{}:localhost:{}", kServerSocket, invocation.port)});
      break;
    case RelayMode::connect:
      if (!pinned) options.set("SetEnv", "SSH_PROXY_CONNECT=1");
      options.add({"-T"});
      break;
    case RelayMode::attend:
      options.add({"-T", "-L", fmt::format("{}:{}", invocation.local_end, kServerSocket)});
      break;
  }
}

std::string remote_command(RelayMode mode) {
  switch (mode) {
    case RelayMode::forward:
      return "ssh-proxy forward";
    case RelayMode::connect:
      return "ssh-proxy connect";
    case RelayMode::attend:
      break;
  }
  return "ssh-proxy attend";
}

}  // namespace

bool is_pinned(const EndpointView& relay) {
  return !relay.host_key.empty();
}

std::string known_hosts_line(const EndpointView& relay) {
  return fmt::format("{} {}\n", kAlias, relay.host_key);
}

std::vector<std::string> ssh_arguments(const EndpointView& relay, const SshInvocation& invocation) {
  Options options;
  set_authentication(options, relay, invocation);
  set_connection(options);
  forbid_the_rest(options);
  set_mode(options, relay, invocation);
  options.add(
      {"-p", std::to_string(relay.port), "--", relay.address, remote_command(invocation.mode)});
  return options.take();
}

}  // namespace cloudx::relay
