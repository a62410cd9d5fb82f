#include "os/network/route_message.hpp"

#include <array>
#include <bit>
#include <vector>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

using Message = std::vector<std::uint8_t>;

// As the kernel of the machine would write the length.
Message message(std::uint8_t type, std::uint16_t length = 20, std::uint8_t version = 5) {
  const auto bytes = std::bit_cast<std::array<std::uint8_t, 2>>(length);
  Message made{bytes[0], bytes[1], version, type};
  made.resize(length, 0xff);
  return made;
}

Message operator+(Message first, const Message& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(RouteMessage, AddressThatGoesOrComesIsTold) {
  EXPECT_TRUE(tells_of_addresses(message(0xd)));
  EXPECT_TRUE(tells_of_addresses(message(0xc)));
}

TEST(RouteMessage, RouteThatEndsAndInterfaceThatChangesMayMeanOne) {
  EXPECT_TRUE(tells_of_addresses(message(0x2)));
  EXPECT_TRUE(tells_of_addresses(message(0xe)));
}

TEST(RouteMessage, NewRouteQuestionAndGroupMeanNone) {
  for (const int type : {0x1, 0x3, 0x4, 0x7, 0xb, 0xf, 0x10}) {
    EXPECT_FALSE(tells_of_addresses(message(static_cast<std::uint8_t>(type)))) << type;
  }
  EXPECT_FALSE(tells_of_addresses({}));
}

TEST(RouteMessage, LaterOneIsFoundBehindOthers) {
  EXPECT_TRUE(tells_of_addresses(message(0x1, 112) + message(0x4, 92) + message(0xd)));
  EXPECT_FALSE(tells_of_addresses(message(0x1, 112) + message(0x4, 92)));
}

TEST(RouteMessage, WhatCannotBeReadMayBeOne) {
  const Message whole = message(0x1);
  const std::span<const std::uint8_t> bytes(whole);
  EXPECT_TRUE(tells_of_addresses(bytes.first(3)));
  EXPECT_TRUE(tells_of_addresses(bytes.first(19)));
  EXPECT_TRUE(tells_of_addresses(message(0x1, 20, 6)));
  EXPECT_TRUE(tells_of_addresses(Message{0, 0, 5, 1}));
}

}  // namespace
}  // namespace cloudx::os
