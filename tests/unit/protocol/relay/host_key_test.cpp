#include "protocol/relay/host_key.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "os/platform.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::relay {
namespace {

std::string output_of(const std::string& command) {
  std::string out;
  FILE* const pipe = popen(command.c_str(), "r");
  std::array<char, 256> chunk{};
  while (std::fgets(chunk.data(), chunk.size(), pipe) != nullptr) out += chunk.data();
  return pclose(pipe) == 0 ? out : "failed: " + out;
}

// OpenSSH's own program reads the private half and makes the same public one of it.
TEST(HostKeyTest, OpenSshReadsIt) {
  if (os::kIsWindows) GTEST_SKIP() << "the shell of this test is one of POSIX";
  const test::TemporaryFolder folder;
  const HostKey key = derive_host_key(Secret("service secret"), "cloudx-1234");
  const auto file = folder.path() / "key";
  ASSERT_TRUE(os::write_file_atomically(file, key.private_file.reveal()));
  EXPECT_EQ(output_of("ssh-keygen -y -P '' -f " + file.string()), key.public_line + "\n");
}

TEST(HostKeyTest, SecretAndTokenDecideAlone) {
  const HostKey key = derive_host_key(Secret("a"), "1");
  EXPECT_EQ(derive_host_key(Secret("a"), "1").public_line, key.public_line);
  EXPECT_EQ(derive_host_key(Secret("a"), "1").private_file, key.private_file);
  EXPECT_NE(derive_host_key(Secret("b"), "1").public_line, key.public_line);
  EXPECT_NE(derive_host_key(Secret("a"), "2").public_line, key.public_line);
}

}  // namespace
}  // namespace cloudx::relay
