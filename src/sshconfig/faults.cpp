#include "sshconfig/faults.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "sshconfig/keyword.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {

namespace {

// All keywords of OpenSSH's client up to 10.2 (readconf.c, deprecated and unsupported ones, too)
// and those of Debian's, Apple's and FreeBSD's patches; sorted.
constexpr std::array<std::string_view, 128> kKeywords{"addkeystoagent",
                                                      "addressfamily",
                                                      "afstokenpassing",
                                                      "batchmode",
                                                      "bindaddress",
                                                      "bindinterface",
                                                      "canonicaldomains",
                                                      "canonicalizefallbacklocal",
                                                      "canonicalizehostname",
                                                      "canonicalizemaxdots",
                                                      "canonicalizepermittedcnames",
                                                      "casignaturealgorithms",
                                                      "certificatefile",
                                                      "channeltimeout",
                                                      "checkhostip",
                                                      "cipher",
                                                      "ciphers",
                                                      "clearallforwardings",
                                                      "compression",
                                                      "compressionlevel",
                                                      "connectionattempts",
                                                      "connecttimeout",
                                                      "controlmaster",
                                                      "controlpath",
                                                      "controlpersist",
                                                      "dynamicforward",
                                                      "enableescapecommandline",
                                                      "enablesshkeysign",
                                                      "escapechar",
                                                      "exitonforwardfailure",
                                                      "fallbacktorsh",
                                                      "fingerprinthash",
                                                      "forkafterauthentication",
                                                      "forwardagent",
                                                      "forwardx11",
                                                      "forwardx11timeout",
                                                      "forwardx11trusted",
                                                      "gatewayports",
                                                      "globalknownhostsfile",
                                                      "globalknownhostsfile2",
                                                      "gssapiauthentication",
                                                      "gssapiclientidentity",
                                                      "gssapidelegatecredentials",
                                                      "gssapikexalgorithms",
                                                      "gssapikeyexchange",
                                                      "gssapirenewalforcesrekey",
                                                      "gssapiserveridentity",
                                                      "gssapitrustdns",
                                                      "hashknownhosts",
                                                      "host",
                                                      "hostbasedacceptedalgorithms",
                                                      "hostbasedauthentication",
                                                      "hostkeyalgorithms",
                                                      "hostkeyalias",
                                                      "hostname",
                                                      "identitiesonly",
                                                      "identityagent",
                                                      "identityfile",
                                                      "ignoreunknown",
                                                      "include",
                                                      "ipqos",
                                                      "kbdinteractiveauthentication",
                                                      "kbdinteractivedevices",
                                                      "kerberosauthentication",
                                                      "kerberostgtpassing",
                                                      "kexalgorithms",
                                                      "knownhostscommand",
                                                      "localcommand",
                                                      "localforward",
                                                      "loglevel",
                                                      "logverbose",
                                                      "macs",
                                                      "match",
                                                      "nohostauthenticationforlocalhost",
                                                      "numberofpasswordprompts",
                                                      "obscurekeystroketiming",
                                                      "passwordauthentication",
                                                      "permitlocalcommand",
                                                      "permitremoteopen",
                                                      "pkcs11provider",
                                                      "port",
                                                      "preferredauthentications",
                                                      "protocol",
                                                      "protocolkeepalives",
                                                      "proxycommand",
                                                      "proxyjump",
                                                      "proxyusefdpass",
                                                      "pubkeyacceptedalgorithms",
                                                      "pubkeyauthentication",
                                                      "refuseconnection",
                                                      "rekeylimit",
                                                      "remotecommand",
                                                      "remoteforward",
                                                      "requesttty",
                                                      "requiredrsasize",
                                                      "revokedhostkeys",
                                                      "rhostsauthentication",
                                                      "rhostsrsaauthentication",
                                                      "rsaauthentication",
                                                      "securitykeyprovider",
                                                      "sendenv",
                                                      "serveralivecountmax",
                                                      "serveraliveinterval",
                                                      "sessiontype",
                                                      "setenv",
                                                      "setuptimeout",
                                                      "stdinnull",
                                                      "streamlocalbindmask",
                                                      "streamlocalbindunlink",
                                                      "stricthostkeychecking",
                                                      "syslogfacility",
                                                      "tag",
                                                      "tcpkeepalive",
                                                      "tunnel",
                                                      "tunneldevice",
                                                      "updatehostkeys",
                                                      "useblacklistedkeys",
                                                      "useprivilegedport",
                                                      "user",
                                                      "userknownhostsfile",
                                                      "userknownhostsfile2",
                                                      "useroaming",
                                                      "usersh",
                                                      "verifyhostkeydns",
                                                      "versionaddendum",
                                                      "visualhostkey",
                                                      "warnweakcrypto",
                                                      "xauthlocation"};

// Of those that our hosts are made of, and their like: what takes one word and no more.
constexpr std::array<std::string_view, 35> kOneValue{"addressfamily",
                                                     "batchmode",
                                                     "bindaddress",
                                                     "bindinterface",
                                                     "certificatefile",
                                                     "checkhostip",
                                                     "compression",
                                                     "connectionattempts",
                                                     "connecttimeout",
                                                     "controlmaster",
                                                     "controlpath",
                                                     "controlpersist",
                                                     "forwardx11",
                                                     "forwardx11trusted",
                                                     "gatewayports",
                                                     "hashknownhosts",
                                                     "hostkeyalias",
                                                     "hostname",
                                                     "identitiesonly",
                                                     "identityagent",
                                                     "identityfile",
                                                     "passwordauthentication",
                                                     "permitlocalcommand",
                                                     "pkcs11provider",
                                                     "port",
                                                     "pubkeyauthentication",
                                                     "requesttty",
                                                     "serveralivecountmax",
                                                     "serveraliveinterval",
                                                     "sessiontype",
                                                     "stricthostkeychecking",
                                                     "tcpkeepalive",
                                                     "tunnel",
                                                     "updatehostkeys",
                                                     "user"};

constexpr std::array<std::string_view, 4> kOnePath{"certificatefile", "controlpath",
                                                   "identityagent", "identityfile"};

bool is_known(std::string_view keyword) {
#ifdef __APPLE__
  if (keyword == "usekeychain") return true;
#endif
  return std::ranges::find(kKeywords, keyword) != kKeywords.end();
}

std::string shown(const Line& line) {
  return printable(
      line.text.substr(std::min(line.text.find_first_not_of(" \t"), line.text.size())));
}

std::optional<std::string> fault_of(const Line& line, std::span<const std::string> ignored) {
  if (line.kind == LineKind::malformed) {
    return fmt::format("no value, or a quote that is not closed: {}", shown(line));
  }
  if (line.kind != LineKind::directive) return std::nullopt;
  if (!is_known(line.keyword)) {
    const bool passed_over = std::ranges::any_of(
        ignored, [&](const std::string& list) { return match_list(line.keyword, list); });
    if (passed_over) return std::nullopt;
    return fmt::format("ssh knows no such keyword: {}", shown(line));
  }
  const std::size_t words = line.words().size();
  if (words == 0) return fmt::format("no value: {}", shown(line));
  const bool one = std::ranges::find(kOneValue, line.keyword) != kOneValue.end();
  if (one && words > 1) return fmt::format("more than one value: {}", shown(line));
  return std::nullopt;
}

template <class Each>
void for_each_line(const Document& document, const Each& each) {
  std::ranges::for_each(document.preamble, each);
  for (const Block& block : document.blocks) {
    std::ranges::for_each(block.lead, each);
    each(block.header);
    std::ranges::for_each(block.body, each);
  }
}

}  // namespace

std::vector<std::string> ignored_keywords(const Document& document) {
  std::vector<std::string> lists;
  for_each_line(document, [&](const Line& line) {
    if (line.keyword != "ignoreunknown") return;
    for (std::string& word : line.words()) lists.push_back(std::move(word));
  });
  return lists;
}

std::vector<Fault> find_faults(const Document& document, std::span<const std::string> ignored) {
  std::vector<std::string> lists = ignored_keywords(document);
  lists.insert(lists.end(), ignored.begin(), ignored.end());
  std::vector<Fault> faults;
  std::size_t number = 0;
  for_each_line(document, [&](const Line& line) {
    ++number;
    if (auto what = fault_of(line, lists)) faults.push_back({number, std::move(*what)});
  });
  return faults;
}

bool takes_one_path(std::string_view keyword) {
  return std::ranges::find(kOnePath, keyword) != kOnePath.end();
}

}  // namespace cloudx::sshconfig
