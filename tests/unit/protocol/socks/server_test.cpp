#include "protocol/socks/server.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace cloudx::socks {
namespace {

using ::testing::HasSubstr;

const std::string kGreeting5 = "050100";
const std::string kExample = "6578616d706c652e636f6d";  // example.com, 11 bytes
const std::string kUser = "616c696365";                 // alice

Bytes bytes(const std::string& text) {
  return unhex(text).value();
}

// A server that has taken all of it.
struct Taken {
  explicit Taken(const std::string& text) : Taken(bytes(text), text.size()) {}
  Taken(const Bytes& all, std::size_t step) {
    for (std::size_t at = 0; at < all.size(); at += step) {
      result = server.take(ByteView(all).subspan(at, std::min(step, all.size() - at)));
      const Bytes told = server.answer();
      answers.insert(answers.end(), told.begin(), told.end());
      if (!result) return;
      size += *result;
    }
  }

  [[nodiscard]] std::string answered() const { return hex(answers); }
  [[nodiscard]] std::string error() const { return result ? "" : result.error().message; }

  Server server;
  Result<std::size_t> result;
  std::size_t size = 0;
  Bytes answers;
};

// The destination of a request that can be tried.
Destination asked(const std::string& text) {
  const Taken taken(text);
  EXPECT_TRUE(taken.result) << taken.error();
  EXPECT_EQ(taken.size, text.size() / 2);
  return taken.server.destination().value_or(Destination{});
}

TEST(Socks5, EachKindOfAddressIsADestination) {
  EXPECT_EQ(asked(kGreeting5 + "05010001c00002010050"), (Destination{"192.0.2.1", 80}));
  EXPECT_EQ(asked(kGreeting5 + "0501000420010db8000000000000000000000001" + "01bb"),
            (Destination{"2001:db8::1", 443}));
  EXPECT_EQ(asked(kGreeting5 + "050100030b" + kExample + "1538"),
            (Destination{"example.com", 5432}));
}

TEST(Socks5, ClientThatOffersSeveralMethodsGetsNone) {
  const Taken taken("0503010200");
  EXPECT_TRUE(taken.result);
  EXPECT_EQ(taken.answered(), "0500");
  EXPECT_FALSE(taken.server.destination());
}

TEST(Socks5, ClientThatWantsAuthenticationIsToldThatNoMethodIsGood) {
  for (const char* greeting : {"050102", "0500", "05020102"}) {
    const Taken taken(greeting);
    EXPECT_EQ(taken.answered(), "05ff") << greeting;
    ASSERT_FALSE(taken.result) << greeting;
    EXPECT_EQ(taken.result.error().kind, Errc::unsupported);
    EXPECT_THAT(taken.error(), HasSubstr("authentication"));
  }
}

TEST(Socks5, BindAndUdpAreRefusedAsCommandsThatAreNotSupported) {
  for (const char* command : {"02", "03", "00", "ff"}) {
    const Taken taken(kGreeting5 + "05" + command + "0001c00002010050");
    EXPECT_EQ(taken.answered(),
              "0500"
              "05070001000000000000")
        << command;
    EXPECT_EQ(taken.result.error().kind, Errc::unsupported);
    EXPECT_FALSE(taken.server.destination());
  }
}

TEST(Socks5, UnknownAddressTypeIsRefusedAsSuch) {
  const Taken taken(kGreeting5 + "0501000200000000");
  EXPECT_EQ(taken.answered(),
            "0500"
            "05080001000000000000");
  EXPECT_THAT(taken.error(), HasSubstr("type 2"));
}

TEST(Socks5, RequestOfAnotherVersionIsRefused) {
  const Taken taken(kGreeting5 + "04");
  EXPECT_EQ(taken.answered(),
            "0500"
            "05010001000000000000");
  EXPECT_EQ(taken.result.error().kind, Errc::protocol);
}

TEST(Socks5, NoHostAndNoPortAreRefused) {
  for (const char* address : {"03000050",           // a name without characters
                              "03036100620050",     // one that ends early for some
                              "03036120620050",     // a blank
                              "0303610a620050",     // a line end
                              "0302c3a90050",       // not ASCII
                              "01c00002010000"}) {  // port 0
    const Taken taken(kGreeting5 + "050100" + address);
    EXPECT_EQ(taken.answered(),
              "0500"
              "05010001000000000000")
        << address;
    EXPECT_EQ(taken.result.error().kind, Errc::protocol) << address;
    EXPECT_FALSE(taken.server.destination()) << address;
  }
}

TEST(Socks5, LongestNegotiationIsTaken) {
  Bytes all = {5, 255};
  all.resize(all.size() + 255, 0);
  all.insert(all.end(), {5, 1, 0, 3, 255});
  all.resize(all.size() + 255, 'a');
  all.insert(all.end(), {0, 80});
  EXPECT_EQ(all.size(), Server::kMaxSize - 1);
  const Taken taken(all, all.size());
  ASSERT_TRUE(taken.server.destination());
  EXPECT_EQ(taken.server.destination()->host, std::string(255, 'a'));
}

TEST(Socks5, ReplyHasTheReasonInItsSecondByte) {
  const Taken taken(kGreeting5 + "05010001c00002010050");
  EXPECT_EQ(hex(taken.server.granted()), "05000001000000000000");
  EXPECT_EQ(hex(taken.server.refused(Refusal::not_allowed)), "05020001000000000000");
  EXPECT_EQ(hex(taken.server.refused(Refusal::connection_refused)), "05050001000000000000");
  EXPECT_EQ(hex(taken.server.refused(Refusal::ttl_expired)), "05060001000000000000");
}

TEST(Socks4, AddressIsADestinationWhateverTheUserIs) {
  EXPECT_EQ(asked("04010050c0000201" + kUser + "00"), (Destination{"192.0.2.1", 80}));
  EXPECT_EQ(asked("04010050c000020100"), (Destination{"192.0.2.1", 80}));
  // Its last byte makes it 4A.
  EXPECT_EQ(asked("040100500000000000"), (Destination{"0.0.0.0", 80}));
}

TEST(Socks4, NameOf4AIsADestination) {
  EXPECT_EQ(asked("0401005000000001" + kUser + "00" + kExample + "00"),
            (Destination{"example.com", 80}));
  EXPECT_EQ(asked("04010050000000ff00" + kExample + "00"), (Destination{"example.com", 80}));
}

TEST(Socks4, CommandHostAndPortThatCannotBeAreRejected) {
  for (const char* request : {"04020050c000020100",       // BIND
                              "04010000c000020100",       // port 0
                              "04010050000000010000"}) {  // 4A without a name
    const Taken taken(request);
    EXPECT_EQ(taken.answered(), "005b000000000000") << request;
    EXPECT_FALSE(taken.result) << request;
    EXPECT_FALSE(taken.server.destination()) << request;
  }
}

TEST(Socks4, TextsAreTakenUpTo255BytesAndNoFurther) {
  const auto request = [](std::size_t user, std::size_t name) {
    Bytes all = bytes("0401005000000001");
    all.resize(all.size() + user, 'u');
    all.push_back(0);
    all.resize(all.size() + name, 'n');
    all.push_back(0);
    return Taken(all, all.size());
  };
  EXPECT_TRUE(request(255, 255).server.destination());
  EXPECT_EQ(request(255, 255).size, Server::kMaxSize);
  EXPECT_THAT(request(256, 1).error(), HasSubstr("user name is longer than 255"));
  EXPECT_THAT(request(1, 256).error(), HasSubstr("host name is longer than 255"));
}

TEST(Socks4, ReplyIsGrantedOrRejected) {
  const Taken taken("04010050c000020100");
  EXPECT_EQ(hex(taken.server.granted()), "005a000000000000");
  EXPECT_EQ(hex(taken.server.refused(Refusal::host_unreachable)), "005b000000000000");
}

TEST(Socks, WhereTheBytesAreCutDoesNotMatter) {
  for (const std::string& text :
       {kGreeting5 + "050100030b" + kExample + "1538", std::string("05030102000502"),
        "0401005000000001" + kUser + "00" + kExample + "00" + "0102", kGreeting5 + "05010009ff"}) {
    const Bytes all = bytes(text);
    const Taken whole(all, all.size());
    for (std::size_t step = 1; step < all.size(); ++step) {
      const Taken cut(all, step);
      EXPECT_EQ(cut.answered(), whole.answered()) << text;
      EXPECT_EQ(cut.error(), whole.error()) << text;
      EXPECT_EQ(cut.size, whole.result ? whole.size : cut.size) << text;
      EXPECT_EQ(cut.server.destination(), whole.server.destination()) << text;
    }
  }
}

TEST(Socks, BytesBehindTheRequestAreLeftToTheConnection) {
  const Bytes all = bytes(kGreeting5 + "05010001c00002010050" + "474554");
  Server server;
  EXPECT_EQ(server.take(all), all.size() - 3);
  EXPECT_EQ(server.take(all), 0U);
}

TEST(Socks, OtherProtocolsAreToldApart) {
  EXPECT_THAT(Taken("434f4e4e454354").error(), HasSubstr("HTTP"));
  EXPECT_THAT(Taken("160301").error(), HasSubstr("16"));
  EXPECT_EQ(Taken("160301").answered(), "");
  EXPECT_EQ(Taken("474554").result.error().kind, Errc::protocol);
}

TEST(Socks, NothingIsTakenAfterAnError) {
  Taken taken("160301");
  EXPECT_EQ(taken.server.take(bytes(kGreeting5)), 0U);
  EXPECT_EQ(hex(taken.server.answer()), "");
}

}  // namespace
}  // namespace cloudx::socks
