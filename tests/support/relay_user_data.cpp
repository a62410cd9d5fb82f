// Prints a relay VM's user data: relay-user-data PRIVATE_KEY_FILE IDLE_MINUTES MOST_HOURS, with the
// public key in PRIVATE_KEY_FILE.pub. For tests that boot it.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "os/file.hpp"
#include "protocol/relay/user_data.hpp"

namespace {

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return EXIT_FAILURE;
  const std::string file = argv[1];
  const auto private_key = cloudx::os::read_file(file);
  const auto public_key = cloudx::os::read_file(file + ".pub");
  if (!private_key || !public_key) return EXIT_FAILURE;
  const std::size_t type = public_key->find(' ');
  const std::string line = public_key->substr(0, public_key->find_first_of(" \n", type + 1));
  const cloudx::relay::VmSettings settings{{line, cloudx::Secret(*private_key)},
                                           std::chrono::minutes(number(argv[2])),
                                           std::chrono::hours(number(argv[3]))};
  const cloudx::Secret data = cloudx::relay::vm_user_data(settings);
  std::fwrite(data.reveal().data(), 1, data.reveal().size(), stdout);
  return EXIT_SUCCESS;
}
