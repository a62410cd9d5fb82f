#include "features/doctor/endpoint_checks.hpp"

#include <fmt/format.h>

namespace cloudx::doctor {

namespace {

enum class Stage : std::uint8_t { configuration, dns, tcp, proxy, tls };

// A time limit is of the kind timeout at every stage, and a connection that breaks during the
// handshake of the kind connect: there the message tells (net/dial.cpp, net/tls_stream.cpp).
Stage stage_of(const Error& error) {
  if (error.kind == Errc::tls || error.message.contains("TLS with")) return Stage::tls;
  if (error.kind == Errc::resolve || error.message.contains("looking up")) return Stage::dns;
  if (error.message.contains("connecting to")) return Stage::tcp;
  if (error.kind == Errc::proxy || error.message.contains("the proxy")) return Stage::proxy;
  return error.kind == Errc::connect || error.kind == Errc::timeout ? Stage::tcp
                                                                    : Stage::configuration;
}

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::dns:
      return "DNS";
    case Stage::tcp:
      return "TCP";
    case Stage::proxy:
      return "the proxy";
    case Stage::tls:
      return "TLS";
    case Stage::configuration:
      break;
  }
  return "configuration";
}

std::string remedy_for(Stage stage, const EndpointFacts& facts, const std::string& region) {
  switch (stage) {
    case Stage::dns:
      return facts.proxy.empty()
                 ? fmt::format(
                       "check the network and its DNS, and whether {} is a region; behind "
                       "a proxy set HTTPS_PROXY",
                       region)
                 : "check the host name in HTTPS_PROXY";
    case Stage::tcp:
      return facts.proxy.empty() ? "check the network and firewalls; behind a proxy set HTTPS_PROXY"
                                 : "check host and port in HTTPS_PROXY";
    case Stage::proxy:
      return fmt::format("the proxy has to let {} pass (CONNECT), or NO_PROXY has to name it",
                         facts.authority);
    case Stage::tls:
      return "if a proxy or a private certificate authority is in between, set AWS_CA_BUNDLE to "
             "its PEM file";
    case Stage::configuration:
      break;
  }
  return "correct that setting";
}

}  // namespace

Finding check_endpoint(const EndpointFacts& facts, const std::string& region) {
  const std::string name = "endpoint " + facts.service;
  const std::string where =
      facts.proxy.empty() ? facts.authority
                          : fmt::format("{} through the proxy {}", facts.authority, facts.proxy);
  if (!facts.error) return good(name, where);
  const Stage stage = stage_of(*facts.error);
  return failure(name,
                 fmt::format("{}: {} failed: {}", where, stage_name(stage), facts.error->message),
                 remedy_for(stage, facts, region));
}

}  // namespace cloudx::doctor
