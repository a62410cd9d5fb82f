// Once every buffer has been used, a message costs no allocation, neither of this code nor of
// OpenSSL on its behalf.

#include <cstdint>

#include <gtest/gtest.h>

#include "support/allocation_counter.hpp"
#include "support/channel_exchange.hpp"

namespace cloudx::test {
namespace {

// Half of the rounds are for every buffer to be used, and for the windows to have grown.
struct Traffic {
  std::size_t payload_size = 0;
  std::size_t at_once = 0;  // messages of a round
  int rounds = 0;
};
constexpr Traffic kSmall{1024, 64, 600};
constexpr Traffic kLarge{64U << 10, 64, 240};

void upload(ChannelExchange& exchange, const Traffic& traffic) {
  ASSERT_GT(exchange.send(traffic.at_once), 0U);
  exchange.make_acknowledges();
  exchange.take_acknowledges();
}

void download(ChannelExchange& exchange, const Traffic& traffic) {
  exchange.make_output(traffic.at_once);
  exchange.take_output();
}

std::uint64_t allocations_of(const Traffic& traffic,
                             void (*round)(ChannelExchange&, const Traffic&)) {
  ChannelExchange exchange(traffic.payload_size);
  std::uint64_t before = 0;
  for (int i = 0; i < traffic.rounds; ++i) {
    if (i == traffic.rounds / 2) before = allocations();
    round(exchange, traffic);
  }
  if (round == upload) EXPECT_EQ(exchange.payload_written(), traffic.payload_size);
  return allocations() - before;
}

TEST(Allocation, TheCounterSeesOperatorNewAndOpenssl) {
  const std::uint64_t before = allocations();
  ::operator delete(::operator new(1));
  EXPECT_EQ(allocations(), before + 1);
  EXPECT_TRUE(counts_openssl());
}

TEST(Allocation, SendingTakesNoneInSteadyState) {
  EXPECT_EQ(allocations_of(kSmall, upload), 0U);
}

TEST(Allocation, ReceivingTakesNoneInSteadyState) {
  EXPECT_EQ(allocations_of(kSmall, download), 0U);
}

TEST(Allocation, SendingLargeMessagesTakesNoneInSteadyState) {
  EXPECT_EQ(allocations_of(kLarge, upload), 0U);
}

TEST(Allocation, ReceivingLargeMessagesTakesNoneInSteadyState) {
  EXPECT_EQ(allocations_of(kLarge, download), 0U);
}

TEST(Allocation, ExchangeDeliversEveryByteAndAcknowledgesEveryMessage) {
  ChannelExchange exchange(kSmall.payload_size);
  for (int i = 0; i < 10; ++i) download(exchange, kSmall);
  EXPECT_EQ(exchange.delivered(), 10 * kSmall.at_once * kSmall.payload_size);
  EXPECT_EQ(exchange.acknowledged(), 10 * kSmall.at_once);
  upload(exchange, kSmall);
  EXPECT_TRUE(exchange.channel().window().empty());
}

}  // namespace
}  // namespace cloudx::test
