// cleanup of an ssh_config file with our hosts: it means the same afterwards, but for the lines
// that could not be read as meant, and a second run finds nothing to do.
//
// Input: a byte for the name that the program is called by, then the file.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "features/hosts/cleanup.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "hosts/prefix_case.hpp"
#include "hosts/proxy_command.hpp"
#include "hosts/repair.hpp"
#include "hosts/section_comments.hpp"
#include "hosts/tiers.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/faults.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

class NoFiles final : public sshconfig::Files {
 public:
  [[nodiscard]] std::optional<std::string> read(
      const std::filesystem::path& /*file*/) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<std::filesystem::path> glob(
      const std::string& /*pattern*/) const override {
    return {};
  }
  [[nodiscard]] std::filesystem::path canonical(const std::filesystem::path& path) const override {
    return path;
  }
};

// The user's: cleanup writes banners ("#  dev") and takes away what setup wrote over a block.
std::size_t comments(const sshconfig::Document& document) {
  std::size_t found = 0;
  const auto count = [&](const std::vector<sshconfig::Line>& lines) {
    for (const sshconfig::Line& line : lines) {
      const bool users = line.kind == sshconfig::LineKind::comment &&
                         !hosts::is_own_comment(line) && !line.text.starts_with("#  ");
      if (users && line.text.contains("mine")) ++found;
    }
  };
  count(document.preamble);
  for (const sshconfig::Block& block : document.blocks) {
    count(block.lead);
    count(block.body);
  }
  return found;
}

template <class Each>
void for_each_line(sshconfig::Document& document, const Each& each) {
  for (sshconfig::Line& line : document.preamble) each(line, std::vector<std::string>{});
  for (sshconfig::Block& block : document.blocks) {
    for (sshconfig::Line& line : block.body) each(line, block.patterns());
  }
}

// Only a line for which ssh refuses the file gets quotes, and then has as its one word what stood
// there.
void check_quotes(sshconfig::Document before, sshconfig::Document after, std::size_t changed) {
  std::vector<sshconfig::Line> old_lines;
  for_each_line(before,
                [&](const sshconfig::Line& line, const auto&) { old_lines.push_back(line); });
  std::size_t at = 0;
  std::size_t differ = 0;
  for_each_line(after, [&](const sshconfig::Line& line, const auto&) {
    const sshconfig::Line& old = old_lines.at(at++);
    if (line.text == old.text) return;
    ++differ;
    expect(sshconfig::takes_one_path(old.keyword) && old.words().size() > 1,
           "only a path that ssh refuses gets quotes");
    expect(line.keyword == old.keyword && line.comment() == old.comment() &&
               line.words() == std::vector{std::string(old.value())},
           "a path in quotes is what stood there");
  });
  expect(at == old_lines.size(), "quotes leave every line");
  expect(differ == changed, "lines with new quotes are counted");
  expect(find_faults(before).size() == find_faults(after).size() + changed,
         "quotes make ssh take the line");
}

// A command that this program can be given as it is stays as it is.
void check_repair(const hosts::ProxyCommand& before, const hosts::ProxyCommand& after) {
  const auto words =
      std::ranges::count(before.arguments, std::string(), &hosts::ProxyArgument::name);
  if (words > 2 || before.has_option("--key-path")) return;
  expect(format(before) == format(after), "only what does not work is repaired");
}

// The file as it was meant: the lines that ssh or this program cannot read so are repaired, and
// nothing else is changed but the program.
std::string as_meant(const std::string& text, const hosts::CleanupTarget& target) {
  const sshconfig::Document before = sshconfig::parse(text);
  sshconfig::Document document = before;
  const std::size_t quoted = hosts::quote_paths(document);
  check_quotes(before, document, quoted);
  const std::vector<std::string> prefixes = hosts::find_prefixes(document);
  for_each_line(document, [&](sshconfig::Line& line, const std::vector<std::string>& patterns) {
    if (line.keyword != "proxycommand") return;
    const auto prefix =
        patterns.empty() ? std::nullopt : hosts::prefix_of(patterns.front(), prefixes);
    auto command =
        hosts::parse_proxy_command(hosts::with_whole_program(line.value()), prefix.value_or(""));
    if (!command) return;
    hosts::ProxyCommand repaired = *command;
    repair_command(repaired, target.directories);
    check_repair(*command, repaired);
    if (repaired.has_option("--key-path")) return;
    repaired.launcher.clear();
    repaired.program = target.program;
    repaired.connects = true;
    const hosts::ProgramDefaults defaults =
        defaults_of(hosts::make_proxy_command(target.program), target.directories);
    keep_defaults(repaired, defaults_of(*command, target.directories), defaults);
    if (command->has_option("--key-path")) drop_defaults(repaired, defaults);
    line = with_value(line, format(repaired));
  });
  return render(document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string prefix = input.byte() % 2 == 0 ? "cloudx" : "cloudX";
  const std::string text(input.text());
  const NoFiles files;
  const hosts::ConfigContext config_context{"/h", "/h/.ssh/config", "/h/.ssh/cloudX/config", files};
  // With the directory of that name the program's name decides nothing: flags have to be added to
  // cloudx-client and --key-path only.
  const hosts::CleanupTarget target{
      prefix, "/usr/bin/" + prefix + "-proxy", {"/h/.ssh", true, false}};
  const hosts::CleanupPlan plan = plan_cleanup(text, target, config_context);
  const std::string meant = as_meant(text, target);
  // Whether names were respelled is the plan's choice; either way they mean the same.
  const bool same = same_effect(meant, plan.text, config_context) ||
                    same_effect(meant, plan.text, config_context, [&](std::string_view host) {
                      return hosts::with_prefix_case(host, prefix);
                    });
  expect(same, "what ssh says of a host stays");
  expect(comments(sshconfig::parse(text)) == comments(sshconfig::parse(plan.text)),
         "comments of the user's stay");
  expect(plan_cleanup(plan.text, target, config_context).text == plan.text,
         "a second run changes nothing");
  return 0;
}
