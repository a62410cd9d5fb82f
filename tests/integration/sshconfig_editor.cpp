// Lets a test drive the ssh_config editor on files that real ssh judges.
//
//   sshconfig-editor resolve FILE HOME HOST    "keyword word word..." for each setting, or
//   "undecided" sshconfig-editor hosts FILE HOME           the names on its Host lines, those of
//   Includes too sshconfig-editor render FILE               parsed and written again
//   sshconfig-editor tiers FILE PREFIX ENV NAME [USER]
//                                              the file with three tiers added, to stdout
//   sshconfig-editor include FILE HOME TARGET  the file with an Include of TARGET, if it needs one
//   sshconfig-editor set FILE BLOCK KEYWORD VALUE

#include <cstdio>
#include <span>
#include <string>

#include "hosts/tier_edit.hpp"
#include "os/file.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/include.hpp"
#include "sshconfig/resolve.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::hosts;
using namespace cloudx::sshconfig;

using Arguments = std::span<const std::string>;

const Stamp kStamp{"v1.0.0", "2026-01-31 12:00:00"};

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_resolution(const Document& document, Arguments arguments) {
  const Resolution found = resolve(document, arguments[1], arguments[0], DiskFiles());
  if (found.undecided) return print("undecided\n");
  for (const Setting& setting : found.settings) {
    print(setting.keyword);
    for (const std::string& word : setting.words) print(" " + word);
    print("\n");
  }
}

void add_tiers(Document& document, Arguments arguments) {
  const std::string& prefix = arguments[0];
  EnvironmentSettings environment{prefix, arguments[1], "/keys/of \"mine\" 100%", {}, {}};
  environment.proxy_command = make_proxy_command("/opt/my tools/cloudx-proxy");
  environment.proxy_command.set_option("--profile", "it's $mine");
  HostSettings host{prefix, arguments[1], arguments[2], "i-0123456789abcdef0", {}, {}, {}, {}};
  if (arguments.size() > 3) host.user = arguments[3];
  GenericSettings generic;
  generic.prefix = prefix;
  add_generic(document, generic, kStamp);
  add_environment(document, environment, kStamp);
  put_host(document, host, kStamp);
}

void add_include(Document& document, Arguments arguments) {
  if (include_of(document, arguments[1], arguments[0], DiskFiles()) != nullptr) return;
  insert_at_top(document, "Include", arguments[1]);
}

void run(const std::string& what, Document& document, Arguments arguments) {
  if (what == "resolve") return print_resolution(document, arguments);
  if (what == "hosts") {
    for (const std::string& name : concrete_hosts(document, arguments[0], DiskFiles())) {
      print(name + "\n");
    }
    return;
  }
  if (what == "tiers") add_tiers(document, arguments);
  if (what == "include") add_include(document, arguments);
  if (what == "set") {
    set_directive(document, std::stoul(arguments[0]), arguments[1], arguments[2]);
  }
  print(render(document));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto text = cloudx::os::read_file(arguments.at(1));
  if (!text) return 1;
  Document document = parse(*text);
  run(arguments[0], document, Arguments(arguments).subspan(2));
  return 0;
}
