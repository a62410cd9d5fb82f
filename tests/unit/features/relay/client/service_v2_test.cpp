#include "features/relay/client/service_v2.hpp"

#include <gtest/gtest.h>

#include "protocol/relay/request_v2.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::relay {
namespace {

using aws::testing::answer;
using aws::testing::FakeHttp;
using aws::testing::run;

constexpr std::int64_t kNow = 1'700'000'000;

// The service's side: takes requests apart and signs what it answers.
class ServiceV2Test : public testing::Test {
 protected:
  ServiceV2Test() {
    settings_.id = "my-mac";
    settings_.api_url = *parse_url("https://relay.example.com/behind/it/?x=y");
    settings_.role = Role::connect;
    settings_.key = Secret(std::string(32, 'k'));
  }

  Token token_of(const HttpRequest& request) {
    auto token = parse_authorization(find_header(request.headers, "Authorization"));
    EXPECT_TRUE(token.has_value());
    token->request.method = request.method;
    token->request.path = request.url.target.substr(sizeof("/behind/it") - 1);
    EXPECT_EQ(token->mac, request_mac(token->request, request.body, settings_.key));
    return *token;
  }
  HttpResponse signed_answer(const HttpRequest& request, int status, std::string body,
                             std::vector<HttpHeader> headers = {}) {
    const std::string mac = response_mac(token_of(request).mac, status, body, settings_.key);
    headers.push_back({std::string(kResponseMacHeader), mac});
    return answer(status, std::move(body), std::move(headers));
  }
  ServiceV2 service(FakeHttp& http) {
    return ServiceV2(settings_, http, [] { return kNow; });
  }

  ClientSettings settings_;
};

std::string view_json(RelayPhase phase) {
  EndpointView view;
  view.phase = phase;
  return to_json(view);
}

TEST_F(ServiceV2Test, RequestsAreSignedForThePathOfTheService) {
  FakeHttp http([this](const HttpRequest& request) {
    return signed_answer(request, 200, view_json(RelayPhase::launching));
  });
  auto service = this->service(http);
  EXPECT_EQ(run(service.launch({}))->phase, RelayPhase::launching);
  const Token token = token_of(http.sent.at(0));
  EXPECT_EQ(http.sent[0].url.target, "/behind/it/v2/launch");
  EXPECT_EQ(token.request.id, "my-mac");
  EXPECT_EQ(token.request.role, Role::connect);
  EXPECT_EQ(token.request.time, kNow);
}

TEST_F(ServiceV2Test, WaitSaysWhatWasSeenAndWhetherItUsesTheRelay) {
  FakeHttp http([this](const HttpRequest& request) {
    return signed_answer(request, 200, view_json(RelayPhase::none));
  });
  auto service = this->service(http);
  EXPECT_TRUE(run(service.wait({}, false, {})));
  EXPECT_TRUE(run(service.wait(7, true, {})));
  EXPECT_EQ(parse_wait_request(http.sent.at(0).body)->seconds.count(), 0);
  const auto second = parse_wait_request(http.sent.at(1).body);
  EXPECT_EQ(second->seen, 7U);
  EXPECT_EQ(second->seconds.count(), 50);
  EXPECT_TRUE(second->attached);
  EXPECT_NE(token_of(http.sent[0]).request.nonce, token_of(http.sent[1]).request.nonce);
}

TEST_F(ServiceV2Test, ClockIsCorrectedOnceAndKept) {
  constexpr std::int64_t kTheirs = kNow + 86400;
  FakeHttp http([&](const HttpRequest& request) {
    const bool right = token_of(request).request.time == kTheirs;
    return right ? signed_answer(request, 200, view_json(RelayPhase::none))
                 : signed_answer(request, 401, clock_error_json(kTheirs));
  });
  auto service = this->service(http);
  EXPECT_TRUE(run(service.status({})));
  EXPECT_TRUE(run(service.status({})));
  EXPECT_EQ(http.sent.size(), 3U);
}

TEST_F(ServiceV2Test, ClockThatNeverFitsIsRefused) {
  FakeHttp http([&](const HttpRequest& request) {
    return signed_answer(request, 401, clock_error_json(kNow + 86400));
  });
  auto service = this->service(http);
  EXPECT_EQ(run(service.status({})).error().kind, Errc::credentials);
  EXPECT_EQ(http.sent.size(), 2U);
}

TEST_F(ServiceV2Test, ClockOfAnAnswerWithoutAMacIsNotBelieved) {
  FakeHttp http([&](const HttpRequest&) { return answer(401, clock_error_json(1)); });
  auto service = this->service(http);
  EXPECT_EQ(run(service.status({})).error().kind, Errc::credentials);
  EXPECT_EQ(http.sent.size(), 1U);
}

TEST_F(ServiceV2Test, ForgedAnswersAreRefusedAtOnce) {
  HttpResponse first;
  const std::vector<std::function<HttpResponse(const HttpRequest&)>> forgeries = {
      [](const HttpRequest&) { return answer(200, view_json(RelayPhase::running)); },
      [](const HttpRequest&) {
        return answer(200, view_json(RelayPhase::none),
                      {{std::string(kResponseMacHeader), "AAAA"}});
      },
      [this](const HttpRequest& request) {
        HttpResponse changed = signed_answer(request, 200, view_json(RelayPhase::none));
        changed.body = view_json(RelayPhase::running);
        return changed;
      },
      [this](const HttpRequest& request) {
        HttpResponse changed = signed_answer(request, 200, view_json(RelayPhase::none));
        changed.status = 503;
        return changed;
      },
      [this, &first](const HttpRequest& request) {
        if (first.status == 0) first = signed_answer(request, 200, view_json(RelayPhase::none));
        HttpRequest other = request;
        other.headers.clear();
        return first;
      }};
  for (std::size_t at = 0; at < forgeries.size(); ++at) {
    FakeHttp http([&](const HttpRequest& request) { return forgeries[at](request); });
    auto service = this->service(http);
    if (at + 1 == forgeries.size()) EXPECT_TRUE(run(service.status({})));  // before it is replayed
    const auto refused = run(service.status({}));
    ASSERT_FALSE(refused) << at;
    EXPECT_EQ(refused.error().kind, Errc::protocol) << at;
  }
}

TEST_F(ServiceV2Test, BusyServiceIsAskedAgain) {
  int asked = 0;
  FakeHttp http([&](const HttpRequest& request) {
    ++asked;
    return asked < 3 ? signed_answer(request, asked == 1 ? 503 : 429, error_json("not now"),
                                     {{"Retry-After", "0"}})
                     : signed_answer(request, 200, view_json(RelayPhase::none));
  });
  auto service = this->service(http);
  EXPECT_TRUE(run(service.launch({})));
  EXPECT_EQ(asked, 3);
}

TEST_F(ServiceV2Test, RefusalSaysWhatTheServiceSaid) {
  FakeHttp http([&](const HttpRequest& request) {
    return signed_answer(request, 403, error_json("my-mac is not in accept"));
  });
  auto service = this->service(http);
  const auto refused = run(service.launch({}));
  EXPECT_EQ(refused.error().kind, Errc::credentials);
  EXPECT_TRUE(refused.error().message.ends_with(": my-mac is not in accept"));
}

TEST_F(ServiceV2Test, OnlyGivingUpNamesTheClientThatLaunched) {
  FakeHttp http([this](const HttpRequest& request) {
    return signed_answer(request, 200, view_json(RelayPhase::launching));
  });
  auto one = this->service(http);
  auto other = this->service(http);
  ASSERT_TRUE(run(one.launch({})));
  ASSERT_TRUE(run(one.give_up({})));
  ASSERT_TRUE(run(one.terminate({})));
  ASSERT_TRUE(run(other.launch({})));
  ASSERT_EQ(http.sent.size(), 4U);
  EXPECT_NE(parse_client(http.sent[0].body), "");
  EXPECT_EQ(http.sent[1].url.target, "/behind/it/v2/terminate");
  EXPECT_EQ(parse_client(http.sent[1].body), parse_client(http.sent[0].body));
  EXPECT_EQ(parse_client(http.sent[2].body), "");
  EXPECT_NE(parse_client(http.sent[3].body), parse_client(http.sent[0].body));
}

}  // namespace
}  // namespace cloudx::relay
