// The golden vectors of tests/data/smux: frames of the library that the agent has in it.

#include <algorithm>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "os/file.hpp"
#include "protocol/smux/frame.hpp"

namespace cloudx::smux {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& object, std::string_view key) {
  return std::string(std::string_view(object.at(key).as_string()));
}

// The bytes of a vector, also of those that only tell how to build them.
Bytes wire_of(const json::value& vector) {
  if (vector.as_object().contains("wireHex")) return unhex(text_of(vector, "wireHex")).value();
  const bool counts = text_of(vector, "name") == "psh_40000_split";
  Bytes wire;
  std::size_t at = 0;
  for (const auto& wanted : vector.at("frames").as_array()) {
    const auto length = wanted.at("length").to_number<std::uint16_t>();
    std::array<std::uint8_t, kHeaderSize> header;
    encode_header({.command = Command::psh,
                   .length = length,
                   .stream = wanted.at("streamId").to_number<StreamId>()},
                  header);
    wire.insert(wire.end(), header.begin(), header.end());
    for (std::size_t i = 0; i < length; ++i, ++at) {
      wire.push_back(counts ? static_cast<std::uint8_t>(at % 251) : std::uint8_t{0x55});
    }
  }
  return wire;
}

std::string name_of(Command command) {
  constexpr std::array<const char*, 4> kNames = {"SYN", "FIN", "PSH", "NOP"};
  return kNames.at(static_cast<std::size_t>(command));
}

TEST(SmuxVectors, FramesDecodeAndEncodeByteForByte) {
  const auto text = os::read_file(std::string(CLOUDX_TEST_DATA) + "/smux/frames.json");
  ASSERT_TRUE(text.has_value());
  const json::value file = json::parse(*text);
  ASSERT_EQ(file.at("frames").as_array().size(), 16U);
  for (const auto& vector : file.at("frames").as_array()) {
    SCOPED_TRACE(text_of(vector, "name"));
    const Bytes wire = wire_of(vector);
    EXPECT_EQ(wire.size(), vector.at("wireLength").to_number<std::size_t>());
    EXPECT_EQ(hex(sha256(wire)), text_of(vector, "wireSha256"));
    if (vector.as_object().contains("valid")) {
      ByteView rest = wire;
      EXPECT_FALSE(FrameDecoder().next(rest).has_value());
      continue;
    }
    FrameDecoder decoder;
    ByteView rest = wire;
    Bytes again;
    for (const auto& wanted : vector.at("frames").as_array()) {
      const auto fragment = decoder.next(rest).value().value();
      EXPECT_TRUE(fragment.ends_frame);
      EXPECT_EQ(name_of(fragment.frame.command), text_of(wanted, "command"));
      EXPECT_EQ(fragment.frame.length, wanted.at("length").to_number<std::size_t>());
      EXPECT_EQ(fragment.payload.size(), fragment.frame.length);
      EXPECT_EQ(fragment.frame.stream, wanted.at("streamId").to_number<StreamId>());
      std::array<std::uint8_t, kHeaderSize> header;
      encode_header(fragment.frame, header);
      again.insert(again.end(), header.begin(), header.end());
      again.insert(again.end(), fragment.payload.begin(), fragment.payload.end());
    }
    EXPECT_TRUE(rest.empty());
    EXPECT_EQ(again, wire);
  }
}

}  // namespace
}  // namespace cloudx::smux
