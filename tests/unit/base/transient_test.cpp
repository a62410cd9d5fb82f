#include "base/transient.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(Transient, NetworksMayComeBack) {
  for (const Errc kind :
       {Errc::resolve, Errc::connect, Errc::tls, Errc::proxy, Errc::http, Errc::timeout}) {
    EXPECT_TRUE(is_network_failure(kind));
  }
  for (const Errc kind :
       {Errc::usage, Errc::service, Errc::credentials, Errc::interrupted, Errc::closed, Errc::io}) {
    EXPECT_FALSE(is_network_failure(kind));
  }
}

TEST(Transient, ServersMayRecover) {
  for (const int status : {408, 429, 500, 502, 503, 504, 509}) {
    EXPECT_TRUE(server_may_recover(status)) << status;
  }
  for (const int status : {0, 200, 301, 400, 401, 403, 404}) {
    EXPECT_FALSE(server_may_recover(status)) << status;
  }
}

}  // namespace
}  // namespace cloudx
