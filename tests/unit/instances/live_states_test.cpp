#include "instances/live_states.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::instances {
namespace {

namespace json = boost::json;
using aws::testing::answer;
using aws::testing::run;

std::string id_of(int number) {
  return fmt::format("i-{:017x}", number);
}

// Every id below 400 exists; those below 300 are registered.
class Cloud {
 public:
  Result<HttpResponse> reply(const HttpRequest& request) {
    return request.body.starts_with("{") ? ssm(request.body) : ec2(request.body);
  }

  std::size_t most_ec2_values = 0;
  std::size_t most_ssm_values = 0;
  bool deny_ec2 = false;
  bool reject_unknown_nodes = false;

 private:
  Result<HttpResponse> ec2(const std::string& body) {
    if (deny_ec2) {
      return answer(403,
                    "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error>"
                    "</Errors></Response>");
    }
    const auto form = aws::testing::form_of(body);
    std::string items;
    std::size_t values = 0;
    for (const auto& [key, id] : form) {
      if (!key.starts_with("Filter.1.Value.")) continue;
      ++values;
      if (id >= id_of(400)) continue;
      items += fmt::format(
          "<item><instancesSet><item><instanceId>{}</instanceId><instanceState><code>16</code>"
          "<name>running</name></instanceState></item></instancesSet></item>",
          id);
    }
    most_ec2_values = std::max(most_ec2_values, values);
    return answer(200, fmt::format("<DescribeInstancesResponse><reservationSet>{}"
                                   "</reservationSet></DescribeInstancesResponse>",
                                   items));
  }

  Result<HttpResponse> ssm(const std::string& body) {
    const json::object input = json::parse(body).as_object();
    json::array list;
    const auto add = [&](const std::string& id) {
      if (id >= id_of(300) && id.starts_with("i-")) return;
      list.push_back(json::object{
          {"InstanceId", id}, {"PingStatus", "Online"}, {"AgentVersion", "3"}, {"Name", "rack"}});
    };
    if (!input.contains("Filters")) {
      for (int i = 0; i < 300; ++i) add(id_of(i));
      return answer(200, json::serialize(json::object{{"InstanceInformationList", list}}));
    }
    const auto& values = input.at("Filters").at(0).at("Values").as_array();
    most_ssm_values = std::max(most_ssm_values, values.size());
    for (const json::value& value : values) {
      const std::string id(value.as_string());
      if (reject_unknown_nodes && id >= id_of(300)) {
        return aws::testing::json_error(400, "InvalidInstanceId");
      }
      add(id);
    }
    return answer(200, json::serialize(json::object{{"InstanceInformationList", list}}));
  }
};

class LiveStatesTest : public ::testing::Test {
 protected:
  LiveStates ask(std::vector<std::string> ids) {
    return run(live_states(ec2_, ssm_, std::move(ids), {}));
  }
  std::vector<std::string> five_hundred() const {
    std::vector<std::string> ids;
    for (int i = 0; i < 500; ++i) ids.push_back(id_of(i));
    return ids;
  }

  Cloud cloud_;
  aws::testing::TestBench bench_{
      [this](const HttpRequest& request) { return cloud_.reply(request); }};
  aws::Ec2 ec2_{bench_.client, bench_.signer};
  aws::Ssm ssm_{bench_.client, bench_.signer};
};

TEST_F(LiveStatesTest, FiveHundredTakeThirteenCallsWithinTheLimits) {
  const LiveStates states = ask(five_hundred());
  EXPECT_EQ(bench_.http.sent.size(), 13U);
  EXPECT_EQ(cloud_.most_ec2_values, 200U);
  EXPECT_EQ(cloud_.most_ssm_values, 50U);
  ASSERT_EQ(states.by_id.size(), 500U);
  EXPECT_EQ(states.by_id.at(id_of(0)).state, "running");
  EXPECT_EQ(states.by_id.at(id_of(299)).ping_status, "Online");
  EXPECT_EQ(states.by_id.at(id_of(300)).ping_status, "");
  EXPECT_EQ(states.by_id.at(id_of(400)).state, "");
  EXPECT_FALSE(states.ec2_failure || states.ssm_failure);
}

TEST_F(LiveStatesTest, NodeThatTheServiceRejectsDoesNotHideTheOthers) {
  cloud_.reject_unknown_nodes = true;
  const LiveStates states = ask({id_of(1), id_of(450)});
  EXPECT_EQ(states.by_id.at(id_of(1)).ping_status, "Online");
  EXPECT_EQ(states.by_id.size(), 2U);
}

TEST_F(LiveStatesTest, OneServiceThatFailsLeavesTheOther) {
  cloud_.deny_ec2 = true;
  const LiveStates states = ask({id_of(1)});
  ASSERT_TRUE(states.ec2_failure);
  EXPECT_EQ(states.ec2_failure->service_code, "UnauthorizedOperation");
  EXPECT_EQ(states.by_id.at(id_of(1)).ping_status, "Online");
}

TEST_F(LiveStatesTest, HybridNodesAreNotAskedOfEc2) {
  const LiveStates states = ask({"mi-0123456789abcdef0"});
  EXPECT_EQ(bench_.http.sent.size(), 1U);
  EXPECT_EQ(states.by_id.begin()->second.name, "rack");
}

TEST_F(LiveStatesTest, NothingIsAskedForNothing) {
  EXPECT_TRUE(ask({}).by_id.empty());
  EXPECT_TRUE(bench_.http.sent.empty());
}

}  // namespace
}  // namespace cloudx::instances
