#include "net/http_client.hpp"

#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace cloudx::net {
namespace {

// A connection whose far end answers from a script: each entry is one read; "" is the end.
struct Script {
  std::deque<std::string> reads;
  std::string written;
  bool closed_when_idle = false;
};

class ScriptedStream final : public Stream {
 public:
  explicit ScriptedStream(std::shared_ptr<Script> script) : script_(std::move(script)) {}

  boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into,
                                                        async::Deadline) override {
    if (script_->reads.empty()) co_return fail(Errc::connect, "reading: reset by peer");
    std::string& next = script_->reads.front();
    const std::size_t size = std::min(into.size(), next.size());
    std::copy_n(next.begin(), size, into.begin());
    next.erase(0, size);
    if (next.empty()) script_->reads.pop_front();
    co_return size;
  }
  boost::asio::awaitable<Result<void>> write_all(ByteView data, async::Deadline) override {
    script_->written += as_text(data);
    co_return Result<void>{};
  }
  void close() override {}
  bool idle() override { return !script_->closed_when_idle; }

 private:
  std::shared_ptr<Script> script_;
};

class ScriptedConnector final : public Connector {
 public:
  boost::asio::awaitable<Result<std::unique_ptr<Stream>>> open(Url, async::Deadline) override {
    ++opened;
    if (scripts.empty()) co_return fail(Errc::connect, "refused");
    auto script = scripts.front();
    scripts.pop_front();
    co_return std::make_unique<ScriptedStream>(std::move(script));
  }
  std::shared_ptr<Script> expect(std::deque<std::string> reads) {
    return scripts.emplace_back(std::make_shared<Script>(std::move(reads), "", false));
  }
  std::deque<std::shared_ptr<Script>> scripts;
  int opened = 0;
};

class HttpClientTest : public testing::Test {
 protected:
  Result<HttpResponse> send(HttpRequest request) {
    std::optional<Result<HttpResponse>> answer;
    boost::asio::co_spawn(
        io_, client_->send(std::move(request), async::Deadline{}),
        [&](const std::exception_ptr&, Result<HttpResponse> got) { answer = std::move(got); });
    io_.restart();
    io_.run();
    return std::move(*answer);
  }
  static HttpRequest post(std::string body) {
    return {"POST", *parse_url("https://ssm.example/"), {{"X-A", "1"}}, std::move(body)};
  }

  boost::asio::io_context io_;
  ScriptedConnector connector_;
  StreamPool pool_{connector_};
  std::unique_ptr<HttpClient> client_ = make_http_client(pool_, {.max_body = 1000});
};

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-B: yes\r\n\r\nok";

TEST_F(HttpClientTest, RequestIsWrittenAndAnswerParsed) {
  const auto script = connector_.expect({kOk});
  const auto answer = send(post("{}"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(script->written,
            "POST / HTTP/1.1\r\nHost: ssm.example\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->header("x-b"), "yes");
}

TEST_F(HttpClientTest, AnswerInSingleBytesIsTheSame) {
  std::deque<std::string> bytes;
  for (const char* c = kOk; *c != '\0'; ++c) bytes.emplace_back(1, *c);
  connector_.expect(std::move(bytes));
  EXPECT_EQ(send(post(""))->body, "ok");
}

TEST_F(HttpClientTest, ChunkedAnswerIsJoined) {
  connector_.expect({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                     "2\r\nde\r\n0\r\n\r\n"});
  EXPECT_EQ(send(post(""))->body, "abcde");
}

TEST_F(HttpClientTest, HeadMayEndWithASingleByte) {
  connector_.expect({"HTTP/1.1 204 No Content\r\nX: 1\r\n\r", "\n"});
  EXPECT_TRUE(send(post("")));
}

TEST_F(HttpClientTest, ChunkedAnswerInSingleBytesIsTheSame) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: 1\r\n\r\n";
  std::deque<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  connector_.expect(std::move(bytes));
  EXPECT_TRUE(send(post("")));
}

TEST_F(HttpClientTest, AnswerWithoutLengthEndsWithTheConnection) {
  connector_.expect({"HTTP/1.1 200 OK\r\n\r\nall of it", ""});
  EXPECT_EQ(send(post(""))->body, "all of it");
}

TEST_F(HttpClientTest, ConnectionIsUsedAgain) {
  connector_.expect({kOk, kOk});
  EXPECT_TRUE(send(post("")));
  EXPECT_TRUE(send(post("")));
  EXPECT_EQ(connector_.opened, 1);
}

TEST_F(HttpClientTest, ConnectionCloseIsHonoured) {
  connector_.expect({"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"});
  connector_.expect({kOk});
  EXPECT_TRUE(send(post("")));
  EXPECT_TRUE(send(post("")));
  EXPECT_EQ(connector_.opened, 2);
}

TEST_F(HttpClientTest, DeadKeptConnectionIsReplacedOnce) {
  connector_.expect({kOk});  // then: reset
  const auto second = connector_.expect({kOk});
  EXPECT_TRUE(send(post("")));
  EXPECT_TRUE(send(post("again")));
  EXPECT_TRUE(second->written.ends_with("again"));
}

TEST_F(HttpClientTest, NewConnectionThatDiesIsNotTriedTwice) {
  connector_.expect({});
  connector_.expect({kOk});
  const auto answer = send(post(""));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Errc::connect);
  EXPECT_EQ(connector_.opened, 1);
}

TEST_F(HttpClientTest, ConnectionLostInTheMiddleIsNotAnAnswer) {
  connector_.expect({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ""});
  EXPECT_EQ(send(post("")).error().kind, Errc::connect);
}

TEST_F(HttpClientTest, GarbageAndTooMuchAreRefused) {
  connector_.expect({"SSH-2.0-OpenSSH_9.2\r\n"});
  EXPECT_EQ(send(post("")).error().kind, Errc::http);
  connector_.expect({"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"});
  EXPECT_EQ(send(post("")).error().kind, Errc::http);
}

TEST_F(HttpClientTest, InterimAnswersArePassedOver) {
  connector_.expect(
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", kOk});
  EXPECT_EQ(send(post(""))->body, "ok");
}

TEST_F(HttpClientTest, InterimAnswerAloneIsNoAnswer) {
  connector_.expect({"HTTP/1.1 100 Continue\r\n\r\n", ""});
  EXPECT_EQ(send(post("")).error().kind, Errc::connect);
}

TEST_F(HttpClientTest, StatusBelow100IsNoAnswer) {
  connector_.expect({"HTTP/1.1 099 ?\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(send(post("")).error().kind, Errc::http);
}

TEST_F(HttpClientTest, LineWithoutEndIsLeft) {
  for (const char* start :
       {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "}) {
    const auto script = connector_.expect({start});
    for (int i = 0; i < 20; ++i) script->reads.emplace_back(8192, 'a');
    EXPECT_EQ(send(post("")).error().kind, Errc::http) << start;
    EXPECT_GT(script->reads.size(), 10U) << start;
  }
}

TEST_F(HttpClientTest, HeaderWithLineBreakIsNeverSent) {
  HttpRequest request = post("");
  request.headers.push_back({"X", "a\r\nEvil: 1"});
  EXPECT_EQ(send(request).error().kind, Errc::usage);
  EXPECT_EQ(connector_.opened, 0);
}

TEST_F(HttpClientTest, WarmedConnectionServesTheNextRequest) {
  connector_.expect({kOk});
  pool_.warm(io_.get_executor(), *parse_url("https://ssm.example/"), async::Deadline{});
  EXPECT_TRUE(send(post("")));
  EXPECT_EQ(connector_.opened, 1);
}

TEST_F(HttpClientTest, FailureOfTheWarmedConnectionIsReportedByTheRequest) {
  pool_.warm(io_.get_executor(), *parse_url("https://ssm.example/"), async::Deadline{});
  const auto answer = send(post(""));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "refused");
  EXPECT_EQ(connector_.opened, 1);
}

}  // namespace
}  // namespace cloudx::net
