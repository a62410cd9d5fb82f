#include "features/relay/service/page/session.hpp"

#include <gtest/gtest.h>

#include "protocol/relay/keys.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;

class SessionTest : public testing::Test {
 protected:
  [[nodiscard]] bool has_session_with(std::string cookies, Timestamp now) const {
    return has_session({{"Cookie", std::move(cookies)}}, key_, now);
  }
  [[nodiscard]] std::string bent(std::size_t at) const {
    std::string token = token_;
    token[at] = token[at] == '0' ? '1' : '0';
    return token;
  }

  Timestamp now_{1'790'000'000s};
  Secret own_ = new_master_key();
  Secret key_ = session_key(own_, Secret("open sesame"));
  std::string token_ = new_session_token(key_, now_);
};

TEST_F(SessionTest, TokenHoldsForItsTimeOnly) {
  EXPECT_TRUE(is_session_token(token_, key_, now_));
  EXPECT_TRUE(is_session_token(token_, key_, now_ + kSessionLife - 1s));
  EXPECT_FALSE(is_session_token(token_, key_, now_ + kSessionLife));
}

TEST_F(SessionTest, TokensAreNeverTheSame) {
  EXPECT_NE(token_, new_session_token(key_, now_));
}

TEST_F(SessionTest, NoPartOfATokenCanBeAltered) {
  for (std::size_t i = 0; i < token_.size(); ++i) {
    EXPECT_FALSE(is_session_token(bent(i), key_, now_)) << bent(i);
    EXPECT_FALSE(is_session_token(token_.substr(0, i), key_, now_));
  }
  EXPECT_FALSE(is_session_token(token_ + "0", key_, now_));
  EXPECT_FALSE(is_session_token("." + token_, key_, now_));
}

TEST_F(SessionTest, AnotherPasswordAndAnotherServiceHaveAnotherKey) {
  EXPECT_EQ(key_, session_key(own_, Secret("open sesame")));
  EXPECT_FALSE(is_session_token(token_, session_key(own_, Secret("open sesam")), now_));
  EXPECT_FALSE(
      is_session_token(token_, session_key(new_master_key(), Secret("open sesame")), now_));
}

TEST_F(SessionTest, PasswordMustBeTheWholeOne) {
  const Secret password("open sesame");
  EXPECT_TRUE(is_password("open sesame", password, key_));
  for (const char* const wrong : {"", "open", "open sesame ", "Open sesame"}) {
    EXPECT_FALSE(is_password(wrong, password, key_)) << wrong;
  }
}

TEST_F(SessionTest, CookieIsFoundAmongOthers) {
  const std::string pair = "cloudx-relay-operator=" + token_;
  const std::vector<std::string> with{pair,
                                      "a=1; " + pair,
                                      pair + "; a=1",
                                      "cloudx-relay-operator=old; " + pair,
                                      " ;;=; " + pair,
                                      "a;" + pair};
  for (const std::string& cookies : with) {
    EXPECT_TRUE(has_session_with(cookies, now_)) << cookies;
  }
  const std::vector<std::string> without{
      "",          "x" + pair, "cloudx-relay-operator", "cloudx-relay-operator=", token_,
      "a=" + pair, "; ; ;"};
  for (const std::string& cookies : without) {
    EXPECT_FALSE(has_session_with(cookies, now_)) << cookies;
  }
  EXPECT_FALSE(has_session({}, key_, now_));
}

TEST_F(SessionTest, CookieIsSentBackToThePageAloneAndByHttpsWhereItCameByIt) {
  EXPECT_EQ(session_cookie("T", false),
            "cloudx-relay-operator=T; Path=/operator; Max-Age=43200; HttpOnly; SameSite=Strict");
  EXPECT_TRUE(session_cookie("T", true).ends_with("; Secure"));
  EXPECT_TRUE(no_session_cookie(true).contains("=; Path=/operator; Max-Age=0; "));
}

}  // namespace
}  // namespace cloudx::relay
