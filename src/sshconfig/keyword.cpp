#include "sshconfig/keyword.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cloudx::sshconfig {

namespace {

using Synonym = std::pair<std::string_view, std::string_view>;

constexpr std::array<Synonym, 9> kSynonyms{{
    {"challengeresponseauthentication", "kbdinteractiveauthentication"},
    {"dsaauthentication", "pubkeyauthentication"},
    {"hostbasedkeytypes", "hostbasedacceptedalgorithms"},
    {"identityfile2", "identityfile"},
    {"keepalive", "tcpkeepalive"},
    {"pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms"},
    {"skeyauthentication", "kbdinteractiveauthentication"},
    {"smartcarddevice", "pkcs11provider"},
    {"tisauthentication", "kbdinteractiveauthentication"},
}};
constexpr std::array<std::string_view, 4> kCommands{"knownhostscommand", "localcommand",
                                                    "proxycommand", "remotecommand"};
constexpr std::array<std::string_view, 6> kCumulative{"certificatefile", "dynamicforward",
                                                      "identityfile",    "localforward",
                                                      "remoteforward",   "sendenv"};

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string canonical_keyword(std::string_view keyword) {
  std::string name = lower(keyword);
  const auto* known = std::ranges::find(kSynonyms, std::string_view(name), &Synonym::first);
  if (known != kSynonyms.end()) return std::string(known->second);
  return name;
}

bool takes_command(std::string_view keyword) {
  return std::ranges::find(kCommands, keyword) != kCommands.end();
}

bool is_cumulative(std::string_view keyword) {
  return std::ranges::find(kCumulative, keyword) != kCumulative.end();
}

std::string_view setting_of(std::string_view keyword) {
  return keyword == "proxyjump" ? "proxycommand" : keyword;
}

}  // namespace cloudx::sshconfig
