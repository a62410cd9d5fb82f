// Version 1 of the relay protocol: request targets at the service, answers at the client.

#include <cstdint>
#include <string>

#include "base/ip_address.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/relay/token_v1.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::relay;
using fuzz::expect;

constexpr v1::Nonce kNonce{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

// What the key has signed is taken, as it was meant.
void check_signed(std::string_view text, const Secret& key) {
  const std::string id = v1::clean_id(text);
  const std::string token = v1::make_token(key, kNonce, v1::request_text("status", id));
  const auto request = v1::check_request(v1::request_target("status", text, token), key);
  const bool is_one_word = text.find_first_of("?&") == std::string_view::npos;
  expect(!is_one_word || (request && request->id == id), "a genuine request is taken");
  expect(!request || v1::clean_id(request->id) == request->id, "an id has only its characters");
  const auto address = v1::read_response(v1::make_response(key, kNonce, text), key, kNonce);
  expect(!address || address->empty() || is_ip_address(*address), "only an address is given");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Secret key("fuzzed");
  const std::string_view text = fuzz::Input(data, size).text();
  expect(!v1::check_request(text, key), "nobody has the key");
  const auto answer = v1::read_response(text, key, kNonce);
  expect(!answer || answer->empty(), "an answer without the key is an empty one");
  check_signed(text, key);
  return 0;
}
