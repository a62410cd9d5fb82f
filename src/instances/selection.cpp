#include "instances/selection.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "base/ip_address.hpp"
#include "instances/node_id.hpp"

namespace cloudx::instances {

namespace {

bool is_ipv4(std::string_view text) {
  return !text.contains(':') && is_ip_address(text);
}

// EC2's filters take "*" and "?" for wildcards.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

Result<Selection> of_host(ConfiguredHost host) {
  const auto id = parse_node_id(host.instance_id);
  if (!id) {
    return fail(Errc::usage, fmt::format("the ssh host {} has no instance id for its HostName",
                                         aws::presentable(host.alias, 80)));
  }
  Selection selection;
  selection.instance_id = *id;
  selection.what = "the ssh host " + host.alias;
  selection.host = std::move(host);
  return selection;
}

Selection filtered(std::string what, aws::InstanceFilter filter) {
  Selection selection;
  selection.what = std::move(what);
  selection.filters.push_back(std::move(filter));
  return selection;
}

}  // namespace

Result<Selection> select(std::string_view text, const HostLookup& host_of) {
  const std::string wanted(aws::trim(text));
  const std::string shown = aws::presentable(wanted, 80);
  if (wanted.empty()) return fail(Errc::usage, "no instance was named");
  if (auto id = parse_node_id(wanted)) {
    Selection selection;
    selection.instance_id = std::move(*id);
    selection.what = selection.instance_id;
    return selection;
  }
  if (auto host = host_of(wanted)) return of_host(std::move(*host));
  if (is_ipv4(wanted)) {
    return filtered("the private address " + shown, {"private-ip-address", {wanted}});
  }
  const std::size_t equals = wanted.find('=');
  if (equals != std::string::npos && equals > 0) {
    return filtered("the tag " + shown,
                    {"tag:" + wanted.substr(0, equals), {literal(wanted.substr(equals + 1))}});
  }
  const std::string name = literal(wanted);
  Selection selection =
      filtered(fmt::format("the Name tag \"{}\"", shown), {"tag:Name", {name, name + " | *"}});
  selection.name = shown;
  return selection;
}

Error explained(const Selection& selection, const std::filesystem::path& ssh_config, Error error) {
  const bool other = error.kind == Errc::usage || error.kind == Errc::interrupted;
  if (selection.name.empty() || other) return error;
  std::error_code ignored;
  const bool there = std::filesystem::exists(ssh_config, ignored);
  error.message = fmt::format(
      "\"{}\" is no host {} {}, and as the Name of an instance it is not found: {}", selection.name,
      there ? "in" : "that is configured: there is no", ssh_config.string(), error.message);
  return error;
}

home::AccountRequest account_of(const Selection& selection, home::AccountRequest given) {
  if (!selection.host) return given;
  const ConfiguredHost& host = *selection.host;
  if (!given.region) given.region = host.region;
  // Another profile or set of files than the host's: then neither of its two.
  if (given.profile || given.aws_env) return given;
  given.profile = host.profile;
  given.aws_env = host.aws_env;
  return given;
}

}  // namespace cloudx::instances
