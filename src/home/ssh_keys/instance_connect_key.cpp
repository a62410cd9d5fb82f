#include "home/ssh_keys/instance_connect_key.hpp"

#include <fmt/format.h>

#include "home/ssh_keys/public_key.hpp"
#include "os/file.hpp"

namespace cloudx::home {

namespace {

constexpr std::size_t kMinSize = 80;
constexpr std::size_t kMaxSize = 4096;
// A comment may be long; a file of this size is something else.
constexpr std::size_t kLongestFile = 1U << 20;

}  // namespace

Result<std::string> read_public_key(const std::filesystem::path& file) {
  const auto content = os::read_file(file, kLongestFile);
  if (!content && content.error().kind == Errc::not_found) {
    auto private_half = file;
    private_half.replace_extension();
    return fail(Errc::configuration,
                fmt::format("there is no public key {0}: make a pair with\n  "
                            "ssh-keygen -t ed25519 -f {1}\nor name another with --ssh-key or "
                            "--ssh-dir",
                            file.string(), private_half.string()));
  }
  if (!content) return std::unexpected(content.error());
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::configuration,
                fmt::format("{} is not a public key that can be pushed: {}", file.string(), why));
  };
  const auto key = parse_public_key(*content);
  if (!key) return wrong(key.error().message);
  std::string line = key->line();
  if (line.size() < kMinSize || line.size() > kMaxSize) {
    return wrong(fmt::format("EC2 Instance Connect takes {} to {} characters, it has {}", kMinSize,
                             kMaxSize, line.size()));
  }
  return line;
}

}  // namespace cloudx::home
