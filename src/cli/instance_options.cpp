#include "cli/instance_options.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/common_options.hpp"

namespace cloudx::cli {

const char* const kInstanceFooter = R"(
INSTANCE is one of
  i-0123456789abcdef0     an instance id, or mi-... of a hybrid node
  cloudx-dev-myserver     a host of our ssh config; profile and region are those of its ProxyCommand
  10.0.0.5                a private address
  team=core               a tag
  "cloudX-dev-myserver"   a Name tag; what stands behind " | " in it may be left out
Where several instances fit, they are listed. A name that is no configured host is looked for in
AWS.

Example:
  cloudx-proxy start cloudx-dev-myserver --wait
  cloudx-proxy status team=core
  cloudx-proxy stop i-0123456789abcdef0

Exit status: 0 done; 1 failed; 2 wrong usage, or several instances fit.)";

void add_instance_options(CLI::App& app, instances::InstanceRequest& request) {
  app.add_option("INSTANCE", request.instance, "which one; see below")->required()->type_name("");
  add_account_options(app, request.account);
  add_optional(app, "--ssh-config", request.locations.ssh_config, "FILE",
               "ssh config file with the hosts");
  add_optional(app, "--ssh-dir", request.locations.ssh_dir, "DIR",
               "its directory; wins over --ssh-config");
}

void add_wait_options(CLI::App& app, instances::InstanceRequest& request,
                      const std::string& about) {
  app.add_flag("--wait", request.wait, about);
  app.add_option_function<unsigned>(
         "--timeout", [&request](unsigned value) { request.timeout = std::chrono::seconds(value); },
         "seconds to wait at most [600]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
}

void print_change(const instances::PowerChange& change) {
  const auto& [before, now] = change.outcome;
  const std::string text = before == now
                               ? fmt::format("{}: {} already\n", change.instance_id, now)
                               : fmt::format("{}: {} -> {}\n", change.instance_id, before, now);
  std::fputs(text.c_str(), stdout);
}

}  // namespace cloudx::cli
