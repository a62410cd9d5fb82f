#include "protocol/relay/endpoint_view.hpp"

#include <string>

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

constexpr const char* kHostKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

EndpointView running() {
  EndpointView view;
  view.phase = RelayPhase::running;
  view.version = 17;
  view.step = "ready";
  view.address = "203.0.113.9";
  view.port = 2222;
  view.host_key = kHostKey;
  view.instance_id = "i-0123456789abcdef0";
  view.forward_seen = 1'790'000'000;
  view.idle_minutes = 7;
  view.max_hours = 2;
  view.time = 1'790'000'001;
  return view;
}

TEST(EndpointViewTest, SurvivesItsText) {
  EXPECT_EQ(parse_endpoint_view(to_json(running())), running());
  EXPECT_EQ(parse_endpoint_view(to_json(EndpointView{})), EndpointView{});
}

TEST(EndpointViewTest, UnknownMembersAreIgnored) {
  EXPECT_EQ(parse_endpoint_view(R"({"state":"none","weather":{"sun":[1,2]}})"), EndpointView{});
}

TEST(EndpointViewTest, WhatWouldReachSshIsChecked) {
  const auto refused = [](auto change) {
    EndpointView view = running();
    change(view);
    return !parse_endpoint_view(to_json(view)).has_value();
  };
  EXPECT_TRUE(refused([](EndpointView& v) { v.address = "-oProxyCommand=x"; }));
  EXPECT_TRUE(refused([](EndpointView& v) { v.address = "example.com"; }));
  EXPECT_TRUE(refused([](EndpointView& v) { v.address = ""; }));
  EXPECT_TRUE(refused([](EndpointView& v) { v.host_key = "ssh-rsa AAAA"; }));
  EXPECT_TRUE(refused([](EndpointView& v) { v.host_key += "\n* ssh-ed25519 AAAA"; }));
  EXPECT_TRUE(refused([](EndpointView& v) { v.user = "-x"; }));
  EXPECT_TRUE(refused([](EndpointView& v) { v.port = 0; }));
}

TEST(EndpointViewTest, WrongKindsAreNamed) {
  for (const char* text :
       {"", "[]", "{", R"({"version":-1})", R"({"version":1.5})", R"({"version":"1"})",
        R"({"port":65536})", R"({"state":1})", R"({"state":"asleep"})"}) {
    EXPECT_FALSE(parse_endpoint_view(text)) << text;
  }
  EXPECT_EQ(parse_endpoint_view(R"({"version":"1"})").error().message,
            "the member \"version\" is not as it must be");
}

TEST(WaitRequestTest, SurvivesItsTextWithinItsBounds) {
  const auto parsed = parse_wait_request(to_json({3, std::chrono::seconds(55), true}));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->seen, 3U);
  EXPECT_EQ(parsed->seconds, std::chrono::seconds(55));
  EXPECT_TRUE(parsed->attached);
  EXPECT_TRUE(parse_wait_request("{}"));
  for (const char* text : {"", "null", R"({"seconds":56})", R"({"attached":1})"}) {
    EXPECT_FALSE(parse_wait_request(text)) << text;
  }
}

TEST(ErrorBodyTest, ClockErrorTellsTheTime) {
  EXPECT_EQ(parse_error_body(clock_error_json(1'790'000'000)).time, 1'790'000'000);
  EXPECT_EQ(parse_error_body(error_json("a \"b\"")).error, "a \"b\"");
  EXPECT_EQ(parse_error_body("<html>").error, "");
}

TEST(ClientNameTest, IsAnIdOrNothing) {
  EXPECT_EQ(parse_client(client_json("a-1")), "a-1");
  for (const char* text : {"", "{}", "[]", R"({"client":1})", R"({"client":""})",
                           R"({"client":"a b"})", R"({"client":"a"} x)"}) {
    EXPECT_EQ(parse_client(text), "") << text;
  }
  EXPECT_EQ(parse_client(client_json(std::string(65, 'a'))), "");
}

}  // namespace
}  // namespace cloudx::relay
