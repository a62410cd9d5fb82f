// What the agent beside a container answers, and the settings that lead to it.
//
// Input: a block with the URL of AWS_CONTAINER_CREDENTIALS_FULL_URI, then the answer.

#include <cstdint>
#include <optional>
#include <string>

#include "aws/api/credentials/container.hpp"
#include "fuzz/support/api_bench.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

void check_settings(std::string_view full_uri) {
  const aws::Environment environment([&](std::string_view name) -> std::optional<std::string> {
    if (name != "AWS_CONTAINER_CREDENTIALS_FULL_URI") return std::nullopt;
    return std::string(full_uri);
  });
  const auto settings = aws::container_settings(environment);
  if (!settings || !*settings) return;
  const Url& url = (*settings)->url;
  expect(url.scheme == "https" || is_loopback_host(url.host) || url.host == "169.254.170.2" ||
             url.host == "169.254.170.23" || url.host == "fd00:ec2::23",
         "plain http goes to nobody else");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  check_settings(as_text(input.block()));
  fuzz::AnsweringHttp http({fuzz::answer(200, input.text())});
  aws::ContainerSettings settings;
  settings.url = {"http", "", "169.254.170.2", 80, "/v2/credentials"};
  const auto credentials = fuzz::run(aws::ContainerCredentials(settings, http).get({}));
  expect(!credentials ||
             (!credentials->access_key_id.empty() && !credentials->secret_access_key.empty()),
         "credentials are complete");
  return 0;
}
