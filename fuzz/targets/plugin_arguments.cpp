// The arguments of a program in the place of session-manager-plugin.
//
// Input: a byte, whose lowest bit puts the answer into the environment, and the next three of which
// are how many arguments there are; a block with the request, one with the endpoint, then the
// answer.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/printable.hpp"
#include "base/url.hpp"
#include "features/plugin/arguments.hpp"
#include "features/plugin/endpoint.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::plugin;
using fuzz::expect;

constexpr std::string_view kVersion = "1.2.764.0";

void check_session(const StartedSession& session, const std::vector<std::string>& arguments) {
  expect(arguments.size() >= 3 && arguments[2] == "StartSession", "a session has its arguments");
  expect(!session.session_id.empty() && !session.token.empty() && !session.stream_url.empty(),
         "and is complete");
  expect(arguments.size() > 3 || session.target.empty(), "three of them name no target");
  expect(session.variable.empty() || session.variable == arguments[0], "a variable is named");
}

void check_printed(const PrintedText& printed) {
  expect(printed.status == 0 && !printed.text.empty(), "a text is printed");
  expect(printable(printed.text, true) == printed.text, "it can be shown");
}

void check_endpoint(const std::string& text) {
  if (const auto endpoint = ssm_endpoint(text)) {
    expect(*endpoint == text, "an endpoint is taken as it is");
    const auto url = parse_url(text);
    expect(url && url->scheme.starts_with("http") && url->user_info.empty(), "and is one of HTTP");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t options = input.byte();
  const std::string request(as_text(input.block()));
  const std::string endpoint(as_text(input.block()));
  const std::string answer(input.text());
  const bool in_environment = options % 2 == 1;
  std::vector<std::string> arguments = {
      in_environment ? "AWS_SSM_START_SESSION_RESPONSE_1" : answer,
      "eu-west-1",
      "StartSession",
      "",
      request,
      endpoint};
  arguments.resize(std::min<std::size_t>(options / 2 % 8, arguments.size()));
  const auto read = read_arguments(arguments, kVersion, [&](std::string_view name) {
    return name == "AWS_SSM_START_SESSION_RESPONSE_1" && in_environment
               ? std::optional<std::string>(answer)
               : std::nullopt;
  });
  if (const auto* session = std::get_if<StartedSession>(&read)) {
    check_session(*session, arguments);
  } else {
    check_printed(std::get<PrintedText>(read));
  }
  check_endpoint(endpoint);
  return 0;
}
