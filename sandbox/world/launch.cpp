#include "sandbox/world/launch.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace cloudx::sandbox {

std::string_view amazon_account(std::string_view region) {
  constexpr std::array<std::string_view, 14> kOptIn{
      "af-south-1",     "ap-east-1",      "ap-south-2",   "ap-southeast-3", "ap-southeast-4",
      "ap-southeast-5", "ap-southeast-7", "ca-west-1",    "eu-central-2",   "eu-south-1",
      "eu-south-2",     "il-central-1",   "me-central-1", "me-south-1"};
  if (region.starts_with("cn-")) return "141808717104";
  if (region.starts_with("us-gov-")) return "045324592363";
  const bool is_opt_in = std::ranges::find(kOptIn, region) != kOptIn.end();
  return is_opt_in ? "210987654321" : "137112412989";
}

std::vector<Image> amazon_images() {
  const auto minimal = [](std::string_view id, std::string_view release, std::string_view day,
                          std::string_view state, std::string_view architecture = "arm64") {
    return Image{fmt::format("ami-0{}", id),
                 fmt::format("al2023-ami-minimal-2023.{}-kernel-6.1-{}", release, architecture),
                 fmt::format("{}T01:02:03.000Z", day), std::string(state),
                 std::string(architecture)};
  };
  std::vector<Image> images{
      minimal("0000000000000a11", "5.20240805.0", "2024-08-06", "available"),
      minimal("0000000000000a13", "6.20241010.0", "2024-10-11", "available"),
      minimal("0000000000000a12", "5.20240903.0", "2024-09-04", "available"),
      minimal("0000000000000a14", "6.20241031.0", "2024-11-01", "pending"),
      minimal("0000000000000b13", "6.20241010.0", "2024-10-11", "available", "x86_64"),
  };
  images.push_back({"ami-00000000000000c13", "al2023-ami-2023.6.20241010.0-kernel-6.1-arm64",
                    "2024-10-12T01:02:03.000Z", "available", "arm64"});
  images.push_back({"ami-00000000000000d13", "al2023-ami-minimal-imitation-arm64",
                    "2024-12-24T01:02:03.000Z", "available", "arm64", "999999999999"});
  return images;
}

LaunchTemplate relay_template(std::string name, std::string public_key) {
  std::array<std::uint8_t, 9> random{};
  random_bytes(random);
  LaunchTemplate made;
  made.id = "lt-" + hex(random).substr(1);
  made.key_name = name;
  made.name = std::move(name);
  made.public_key = std::move(public_key);
  made.tags = {{"ssh-proxy", "<undefined>"}};
  return made;
}

}  // namespace cloudx::sandbox
