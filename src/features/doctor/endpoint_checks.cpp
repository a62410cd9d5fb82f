#include "features/doctor/endpoint_checks.hpp"

#include <cctype>

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

// A host that a setting names, and not the region.
bool by_setting(const EndpointFacts& facts) {
  return !facts.authority.contains(".amazonaws.") && !facts.authority.contains(".api.aws") &&
         !facts.authority.contains(".api.amazonwebservices.");
}

std::string setting_of(const EndpointFacts& facts) {
  std::string name = "AWS_ENDPOINT_URL_";
  for (const char c : facts.service) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

std::string direct_remedy(Stage stage, const EndpointFacts& facts, const std::string& region) {
  if (by_setting(facts)) {
    return fmt::format(
        "check the host that {} (or AWS_ENDPOINT_URL, or endpoint_url of the profile) names, or "
        "take that setting away; behind a proxy set HTTPS_PROXY",
        setting_of(facts));
  }
  if (stage == Stage::tcp) return "check the network and firewalls; behind a proxy set HTTPS_PROXY";
  return fmt::format(
      "check the network and its DNS, and whether {} is a region; behind a proxy set HTTPS_PROXY",
      region);
}

std::string remedy_for(Stage stage, const EndpointFacts& facts, const std::string& region) {
  switch (stage) {
    case Stage::dns:
      return facts.proxy.empty() ? direct_remedy(stage, facts, region)
                                 : "check the host name in HTTPS_PROXY";
    case Stage::tcp:
      return facts.proxy.empty() ? direct_remedy(stage, facts, region)
                                 : "check host and port in HTTPS_PROXY";
    case Stage::proxy:
      if (facts.error->message.contains(": 407")) {
        return "put user and password into HTTPS_PROXY: http://USER:PASSWORD@" + facts.proxy;
      }
      return fmt::format("the proxy has to let {} pass (CONNECT), or NO_PROXY has to name its host",
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
