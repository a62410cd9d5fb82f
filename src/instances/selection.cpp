#include "instances/selection.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "base/overloaded.hpp"

namespace cloudx::instances {

namespace {

constexpr std::size_t kShown = 80;  // bytes of what was given

// EC2's filters take "*" and "?" for wildcards.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

Selection filtered(std::string what, aws::InstanceFilter filter) {
  Selection selection;
  selection.what = std::move(what);
  selection.filters.push_back(std::move(filter));
  return selection;
}

Selection of_node(std::string id) {
  Selection selection;
  selection.what = id;
  selection.instance_id = std::move(id);
  return selection;
}

Selection of_host(HostTarget target) {
  Selection selection;
  selection.instance_id = std::move(target.id);
  selection.what = "the ssh host " + target.host.alias;
  selection.host = std::move(target.host);
  return selection;
}

Selection of_name(const std::string& name) {
  const std::string shown = aws::presentable(name, kShown);
  const std::string value = literal(name);
  Selection selection =
      filtered(fmt::format("the Name tag \"{}\"", shown), {"tag:Name", {value, value + " | *"}});
  selection.name = shown;
  return selection;
}

Selection of_container(EcsTarget target) {
  Selection selection;
  selection.what = describe(target);
  selection.container = std::move(target);
  return selection;
}

// Of any of both kinds of spec, which was read from `text`.
template <class Spec>
Selection selection_of(Spec spec, std::string_view text) {
  const std::string shown = aws::presentable(text, kShown);
  return std::visit(Overloaded{
                        [](NodeTarget& node) { return of_node(std::move(node.id)); },
                        [](HostTarget& host) { return of_host(std::move(host)); },
                        [&](const AddressTarget& target) {
                          return filtered("the private address " + shown,
                                          {"private-ip-address", {target.address}});
                        },
                        [&](const TagTarget& tag) {
                          return filtered("the tag " + shown,
                                          {"tag:" + tag.key, {literal(tag.value)}});
                        },
                        [](const NameTarget& target) { return of_name(target.name); },
                        [](EcsTarget& target) { return of_container(std::move(target)); },
                    },
                    spec);
}

}  // namespace

Result<Selection> select(std::string_view text, const HostLookup& host_of) {
  auto spec = parse_instance_spec(text, host_of);
  if (!spec) return std::unexpected(std::move(spec.error()));
  return selection_of(std::move(*spec), text);
}

Result<Selection> select_target(std::string_view text, const HostLookup& host_of) {
  auto spec = parse_target_spec(text, host_of);
  if (!spec) return std::unexpected(std::move(spec.error()));
  return selection_of(std::move(*spec), text);
}

Result<Selection> select_all(std::string_view text, const HostLookup& host_of) {
  const std::size_t equals = text.find('=');
  if (text.starts_with("tag:") && equals != std::string_view::npos) {
    text.remove_prefix(std::string_view("tag:").size());
  }
  if (!text.contains('*') && !text.contains('?')) return select(text, host_of);
  auto selection = select(text, host_of);
  if (!selection || selection->filters.empty()) return selection;
  const std::size_t value = text.find('=') + 1;  // 0 in a Name
  const std::string pattern(text.substr(value));
  aws::InstanceFilter& filter = selection->filters.front();
  filter.values = value == 0 ? std::vector<std::string>{pattern, pattern + " | *"}
                             : std::vector<std::string>{pattern};
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
