// The vectors were made with PHP's own hash_hmac and base64 functions.

#include "protocol/relay/token_v1.hpp"

#include <algorithm>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "os/file.hpp"

namespace cloudx::relay::v1 {
namespace {

namespace json = boost::json;

const json::object& vectors() {
  static const json::value kAll =
      json::parse(os::read_file(CLOUDX_TEST_DATA "/relay/tokens.json").value());
  return kAll.as_object();
}

std::string text(const json::object& vector, std::string_view name) {
  return std::string(vector.at(name).as_string());
}

Nonce nonce_of(const json::object& vector, std::string_view name) {
  Nonce nonce{};
  std::ranges::copy(unhex(text(vector, name)).value(), nonce.begin());
  return nonce;
}

TEST(TokenV1Test, RequestTokensAreTheOriginals) {
  for (const json::value& value : vectors().at("requests").as_array()) {
    const json::object& vector = value.as_object();
    if (text(vector, "name") == "reject_wrong_key") continue;  // made with another key
    const std::string input = text(vector, "hmacInputHex").substr(20);
    const Bytes covered = unhex(input).value();
    EXPECT_EQ(
        make_token(Secret(text(vector, "apiKey")), nonce_of(vector, "nonceHex"), as_text(covered)),
        text(vector, "token"))
        << text(vector, "name");
  }
}

TEST(TokenV1Test, RequestsAreAcceptedAndRejectedAsByTheOriginal) {
  for (const json::value& value : vectors().at("requests").as_array()) {
    const json::object& vector = value.as_object();
    const auto request =
        check_request(text(vector, "requestTarget"), Secret(text(vector, "apiKey")));
    ASSERT_EQ(request.has_value(), vector.at("serverAccepts").as_bool()) << text(vector, "name");
    if (!request) continue;
    EXPECT_EQ(request->command, text(vector, "command"));
    EXPECT_EQ(request->id, clean_id(text(vector, "id")));
    EXPECT_EQ(request->nonce, nonce_of(vector, "nonceHex"));
  }
}

TEST(TokenV1Test, EveryFlippedCharacterIsRejected) {
  const Secret key("correct horse battery staple");
  const std::string token = make_token(key, Nonce{1, 2, 3}, request_text("launch", "my-mac"));
  const std::string target = request_target("launch", "my-mac", token);
  ASSERT_TRUE(check_request(target, key));
  for (std::size_t i = 1; i < target.size(); ++i) {
    std::string bent = target;
    bent[i] = bent[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(check_request(bent, key)) << bent;
    EXPECT_FALSE(check_request(target.substr(0, i), key)) << i;
  }
}

TEST(TokenV1Test, AnswersAreTheOriginals) {
  for (const json::value& value : vectors().at("responses").as_array()) {
    const json::object& vector = value.as_object();
    const Secret key(text(vector, "apiKey"));
    const Nonce nonce = nonce_of(vector, "nonceHex");
    EXPECT_EQ(make_response(key, nonce, text(vector, "ip")), text(vector, "body"));
    EXPECT_EQ(read_response(text(vector, "body"), key, nonce), text(vector, "ip"));
  }
}

TEST(TokenV1Test, ClientChecksAnswersAsTheOriginalClient) {
  const Secret key("correct horse battery staple");
  for (const json::value& value : vectors().at("clientChecks").as_array()) {
    const json::object& vector = value.as_object();
    const auto address =
        read_response(text(vector, "body"), key, nonce_of(vector, "requestNonceHex"));
    if (vector.at("accept").is_null()) {
      EXPECT_EQ(address, "") << text(vector, "name");
    } else {
      EXPECT_EQ(address.has_value(), vector.at("accept").as_bool()) << text(vector, "name");
    }
  }
}

TEST(TokenV1Test, GenuineAnswerWithoutAnAddressIsRefused) {
  const Secret key("k");
  for (const std::string address :
       {"-oProxyCommand=evil", "1.2.3", "example.com", "1.2.3.4%eth0"}) {
    EXPECT_FALSE(read_response(make_response(key, {}, address), key, {})) << address;
  }
  EXPECT_TRUE(read_response(make_response(key, {}, "2001:db8::1"), key, {}));
}

}  // namespace
}  // namespace cloudx::relay::v1
