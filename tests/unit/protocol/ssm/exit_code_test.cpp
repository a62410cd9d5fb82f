#include <boost/json/array.hpp>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "protocol/ssm/control.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::ssm {
namespace {

namespace json = boost::json;
using aws::testing::load_vectors;
using aws::testing::test_data;
using aws::testing::text_of;

TEST(ExitCode, VectorsAreRead) {
  const json::value data = load_vectors(test_data("sessions/exit_codes.json"));
  for (const json::value& vector : data.at("cases").as_array()) {
    const std::string payload = text_of(vector, "payload");
    const json::value& code = vector.at("code");
    const auto expected =
        code.is_null() ? std::nullopt : std::optional(code.to_number<std::int64_t>());
    EXPECT_EQ(parse_exit_code(as_bytes(payload)), expected) << payload;
  }
}

TEST(ExitCode, PayloadsOfWholeMessagesAreRead) {
  const json::value data = load_vectors(test_data("sessions/messages.json"));
  std::size_t found = 0;
  for (const json::value& message : data.at("messages").as_array()) {
    const json::value& type = message.at("payloadType");
    if (type.is_null() || type.to_number<int>() != 12) continue;
    ++found;
    const Bytes payload = unbase64(text_of(message, "payloadBase64")).value();
    EXPECT_TRUE(parse_exit_code(payload)) << text_of(message, "name");
  }
  EXPECT_GE(found, 2U);
}

TEST(ExitCode, WhatIsNoNumberIsNoCode) {
  for (const char* payload :
       {"EXIT_CODE: +7", "EXIT_CODE:  7", "EXIT_CODE: 7\n", " EXIT_CODE: 7", "EXIT_CODE: 7.0",
        "EXIT_CODE: 99999999999999999999", "EXIT_CODE: -"}) {
    EXPECT_EQ(parse_exit_code(as_bytes(payload)), std::nullopt) << payload;
  }
}

}  // namespace
}  // namespace cloudx::ssm
