// The values of -L and -D, and hosts that a SOCKS client asks for.
//
// Input: the value.

#include "features/forward/forward_spec.hpp"

#include <cstdint>
#include <string_view>

#include "base/printable.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::forward;
using fuzz::expect;

// Of ssm's document AWS-StartPortForwardingSessionToRemoteHost.
constexpr std::string_view kForbiddenInHost = ",$^&()!;'\"<>`{}[]|#= ";

void check_message(const Error& error) {
  expect(error.kind == Errc::usage, "a wrong value is wrong usage");
  expect(error.message.size() < 400, "the message is short");
  expect(!has_control(error.message), "the message can be shown");
}

void check_forward(std::string_view text) {
  const auto spec = parse_forward(text);
  if (!spec) return check_message(spec.error());
  expect(parse_forward(to_text(*spec)) == *spec, "what was formatted is the same");
  expect(spec->remote_port != 0, "a remote port is one");
  if (!spec->remote_host) return;
  expect(can_be_remote_host(*spec->remote_host), "a remote host is one");
}

void check_dynamic(std::string_view text) {
  const auto spec = parse_dynamic(text);
  if (!spec) return check_message(spec.error());
  expect(parse_dynamic(to_text(*spec)) == *spec, "what was formatted is the same");
}

void check_host(std::string_view text) {
  if (!can_be_remote_host(text)) return;
  expect(text.find_first_of(kForbiddenInHost) == std::string_view::npos,
         "the document takes a remote host");
  expect(text.size() >= 3 && !has_control(text), "and it can be shown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input(data, size).text();
  check_forward(text);
  check_dynamic(text);
  check_host(text);
  return 0;
}
