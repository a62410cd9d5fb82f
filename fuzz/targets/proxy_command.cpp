// ProxyCommand lines.
//
// Input: a block with an option's value, then the command.

#include "hosts/proxy_command.hpp"

#include <cstdint>
#include <string>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/line.hpp"
#include "sshconfig/shell_words.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::hosts;
using namespace cloudx::sshconfig;
using fuzz::expect;

void check_option(ProxyCommand command, const std::string& value) {
  // As cleanup does: behind uvx the program may be a package with a version ("cloudx-proxy==0.16"),
  // and cloudx-client needs no "connect", without which this program is none of ours.
  command.launcher.clear();
  command.program = "/usr/bin/cloudx-proxy";
  command.connects = true;
  command.set_option("--profile", value);
  const auto again = parse_proxy_command(format(command));
  expect(again && again->option("--profile") == value, "an option is read as set");
  expect(same_arguments(command, *again), "other arguments stay");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string value(as_text(input.block()));
  const std::string_view text = input.text();
  if (can_be_written(value)) {
    const std::string quoted = shell_quoted(value);
    const auto words = split_shell_words(quoted);
    expect(words && words->size() == 1 && words->front().text == value, "quoted text is one word");
    const Line line = make_line("ProxyCommand p " + quoted, "\n");
    expect(line.kind == LineKind::directive, "ssh finds no open quote");
  }
  const auto command = parse_proxy_command(text);
  if (!command) return 0;
  const auto again = parse_proxy_command(format(*command));
  expect(again && same_arguments(*command, *again), "what was formatted is the same command");
  expect(format(*again) == format(*command), "formatting is stable");
  if (can_be_written(value)) check_option(*command, value);
  return 0;
}
