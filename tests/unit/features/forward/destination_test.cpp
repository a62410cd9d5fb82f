#include "features/forward/destination.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::forward {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Destination, HostsThatAreTheInstanceAreLeftOut) {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_EQ(destination_of(host, 80), (Destination{std::nullopt, 80})) << host;
  }
  EXPECT_EQ(destination_of(std::nullopt, 80), (Destination{std::nullopt, 80}));
  EXPECT_EQ(destination_of("db.internal", 5432), (Destination{"db.internal", 5432}));
}

TEST(Destination, IsDescribedAsInAUrl) {
  EXPECT_EQ((Destination{std::nullopt, 80}).describe(), "port 80");
  EXPECT_EQ((Destination{"db.internal", 5432}).describe(), "db.internal:5432");
  EXPECT_EQ((Destination{"fd00::1", 80}).describe(), "[fd00::1]:80");
}

TEST(Destination, AmazonsDocumentsAreThoseForTheInstanceAndForHostsBehindIt) {
  const auto own = document_for({std::nullopt, 80}, {});
  EXPECT_EQ(own.name, "AWS-StartPortForwardingSession");
  EXPECT_THAT(own.parameters, ElementsAre(Pair("portNumber", "80")));
  const auto remote = document_for({"db.internal", 5432}, {});
  EXPECT_EQ(remote.name, "AWS-StartPortForwardingSessionToRemoteHost");
  EXPECT_THAT(remote.parameters,
              ElementsAre(Pair("host", "db.internal"), Pair("portNumber", "5432")));
}

TEST(Destination, NamedDocumentAndItsParametersStay) {
  const session::SessionDocument named{
      .name = "mine", .parameters = {{"host", "other"}, {"x", "y"}}, .reason = "why"};
  const auto document = document_for({"db.internal", 80}, named);
  EXPECT_EQ(document.name, "mine");
  EXPECT_EQ(document.reason, "why");
  EXPECT_THAT(document.parameters,
              ElementsAre(Pair("host", "other"), Pair("portNumber", "80"), Pair("x", "y")));
}

}  // namespace
}  // namespace cloudx::forward
