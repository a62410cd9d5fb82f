#pragma once
// The AWS services this program calls, with what their service models say about them.

#include <string_view>

namespace cloudx::aws {

enum class Protocol { json, query, ec2_query, rest_json };

struct Service {
  std::string_view id;             // in configuration files; upper case in AWS_ENDPOINT_URL_<ID>
  std::string_view host_prefix;    // of its endpoints
  std::string_view signing_name;   // "" for services whose calls are not signed
  std::string_view api_version;    // query protocols
  std::string_view target_prefix;  // X-Amz-Target of the JSON protocol, without the dot
  Protocol protocol = Protocol::json;
  // In aws-us-gov the plain host is the FIPS one already.
  bool plain_fips_host_in_gov = true;
};

inline constexpr Service kSsm{"ssm", "ssm", "ssm", "2014-11-06", "AmazonSSM"};
inline constexpr Service kKms{"kms",          "kms",          "kms", "2014-11-01",
                              "TrentService", Protocol::json, false};
inline constexpr Service kEc2InstanceConnect{"ec2_instance_connect",
                                             "ec2-instance-connect",
                                             "ec2-instance-connect",
                                             "2018-04-02",
                                             "AWSEC2InstanceConnectService",
                                             Protocol::json,
                                             false};
inline constexpr Service kEc2{"ec2", "ec2", "ec2", "2016-11-15", "", Protocol::ec2_query};
inline constexpr Service kSts{"sts", "sts", "sts", "2011-06-15", "", Protocol::query};
inline constexpr Service kCloudFormation{
    "cloudformation", "cloudformation", "cloudformation", "2010-05-15", "", Protocol::query};
inline constexpr Service kSso{"sso", "portal.sso", "", "2019-06-10", "", Protocol::rest_json};
inline constexpr Service kSsoOidc{"sso_oidc", "oidc", "", "2019-06-10", "", Protocol::rest_json};
// The message gateway of Session Manager. No SDK knows it as a service (StartSession gives its
// URL); it is here for its host name, its signing name and AWS_ENDPOINT_URL_SSMMESSAGES.
inline constexpr Service kSsmMessages{"ssmmessages", "ssmmessages", "ssmmessages", "", ""};

inline constexpr const Service* kServices[] = {&kSsm, &kKms,     &kEc2InstanceConnect,
                                               &kEc2, &kSts,     &kCloudFormation,
                                               &kSso, &kSsoOidc, &kSsmMessages};

}  // namespace cloudx::aws
