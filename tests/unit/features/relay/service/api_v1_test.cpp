#include "features/relay/service/api_v1.hpp"

#include <gmock/gmock.h>

#include "support/temporary_folder.hpp"
#include "unit/features/relay/service/service_case.hpp"

namespace cloudx::relay::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ApiV1Test : public ServiceTest {
 protected:
  int launch() {
    const v1::Nonce nonce{};
    const std::string text = v1::request_text("launch", "my-mac");
    HttpRequest request;
    request.url.target = "/launch?my-mac&" + v1::make_token(secrets_.api_key, nonce, text);
    request.peer = "192.0.2.7";
    return run(api_.handle(std::move(request), {})).status;
  }
  // All that the limit of launches lets through, each at its end.
  void launch_often() {
    Result<WantRelay::Wanted> wanted = run(endpoints_.want("my-mac", {}, {}));
    for (int launches = 1; wanted && launches < 100; ++launches) {
      change([](RelayState& state) { return ended(state, state.client_token); });
      wanted = run(endpoints_.want("my-mac", {}, {}));
    }
    ASSERT_FALSE(wanted);
  }
  std::vector<std::string> events() { return run(written_events()); }
  asio::awaitable<std::vector<std::string>> written_events() {
    co_await audit_.all_written();
    const auto events = store_.store().events(100);
    std::vector<std::string> lines;
    for (const store::Event& event : events.value()) {
      lines.push_back(event.id + " " + event.who + " " + event.peer + " " + event.what);
    }
    co_return lines;
  }

  cloudx::test::TemporaryFolder folder_;
  os::LineLog log_ = os::LineLog::append_to(folder_.path() / "log").value();
  ServiceConfig config_;
  ServiceSecrets secrets_{Secret("a key"), {}, {}};
  Endpoints endpoints_{io_.get_executor(), store_, changes_, driver_, policy_, clock_};
  PresenceTracker presence_{store_, changes_, clock_};
  Audit audit_{io_.get_executor(), store_, changes_, clock_, log_};
  Metrics metrics_;
  std::string name_ = "a node";
  ServiceContext context_{config_, secrets_, clock_, endpoints_, presence_,
                          audit_,  metrics_, name_,  name_};
  ApiV1 api_{context_};
};

TEST_F(ApiV1Test, LaunchIsOnTheRecord) {
  start();
  EXPECT_EQ(launch(), 200);
  EXPECT_THAT(events(), ElementsAre("my-mac v1 192.0.2.7 launch"));
  EXPECT_THAT(metrics_.text({}), HasSubstr("cloudx_relay_launches_total 1\n"));
}

TEST_F(ApiV1Test, WhoJoinsARelayHasLaunchedNone) {
  run_relay();
  EXPECT_EQ(launch(), 200);
  EXPECT_THAT(events(), IsEmpty());
  EXPECT_THAT(metrics_.text({}), HasSubstr("cloudx_relay_launches_total 0\n"));
}

TEST_F(ApiV1Test, OneLaunchTooManyIsARefusal) {
  launch_often();
  EXPECT_EQ(launch(), 503);
  EXPECT_THAT(events(), ElementsAre("my-mac v1 192.0.2.7 refused: launch rate"));
  EXPECT_THAT(metrics_.text({}),
              HasSubstr("cloudx_relay_refused_total{reason=\"launch rate\"} 1\n"));
}

}  // namespace
}  // namespace cloudx::relay::test
