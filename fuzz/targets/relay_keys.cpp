// Key files of the relay.

#include <cstdint>
#include <string>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/relay/keys.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::relay;
using fuzz::expect;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input(data, size).text();
  if (const auto master = read_master_key_file(text)) {
    expect(read_master_key_file(master_key_file(*master).reveal()) == *master,
           "a master key is itself again");
  }
  if (const auto keys = read_client_key_file(text)) {
    expect(keys->roles.empty() != keys->shared.empty(), "it is of one version");
    for (const RoleKey& key : keys->roles) {
      expect(valid_id(key.id) && key.key.reveal().size() == 32, "a key is whole");
    }
  }
  return 0;
}
