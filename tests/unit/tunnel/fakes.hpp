#pragma once
// In-memory twins of everything a tunnel touches, and time that moves only when nothing else can.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "tunnel/tunnel.hpp"

namespace cloudx::tunnel::test {

namespace asio = boost::asio;

class VirtualClock final : public Clock {
 public:
  ssm::Instant now() override { return now_; }
  std::unique_ptr<Timer> timer() override;
  // Moves to the next timer and runs it; false when there is none before `until`.
  bool step(ssm::TimePoint until);
  void move_to(ssm::TimePoint at);

 private:
  friend class VirtualTimer;
  struct Entry {
    const void* owner = nullptr;
    std::function<void()> on_time;
  };
  ssm::Instant now_{ssm::TimePoint(std::chrono::seconds(1000)), 1'700'000'000'000};
  std::multimap<ssm::TimePoint, Entry> timers_;
};

// One websocket. What the client writes goes to `on_write`.
class FakeSocket {
 public:
  explicit FakeSocket(asio::any_io_executor executor) : readable(executor), writable(executor) {}
  std::function<void(bool text, const Bytes&)> on_write;
  void send(Bytes frame);
  void cut(Error why);
  void stall_writes(bool stalled);

  std::deque<Bytes> to_client;
  std::optional<Error> broken;
  std::optional<std::uint16_t> closed_with;
  bool write_pending = false;
  bool stalled = false;
  async::Notify readable;
  async::Notify writable;
};

class FakeOpener final : public StreamOpener {
 public:
  explicit FakeOpener(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  asio::awaitable<Result<std::unique_ptr<net::WebSocket>>> open(std::string stream_url,
                                                                async::Deadline deadline) override;
  std::function<void(FakeSocket&)> on_open;
  std::deque<Error> failures;  // of the next attempts
  std::vector<std::string> urls;
  std::shared_ptr<FakeSocket> current;
  bool overlapping_writes = false;

 private:
  asio::any_io_executor executor_;
};

class FakeService final : public SessionService {
 public:
  asio::awaitable<Result<ssm::ResumedSession>> resume(std::string session_id,
                                                      async::Deadline) override;
  asio::awaitable<Result<void>> terminate(std::string session_id,
                                          async::Deadline deadline) override;
  asio::awaitable<Result<ssm::DataKey>> generate_data_key(ssm::DataKeyRequest request,
                                                          async::Deadline) override;
  asio::awaitable<ssm::FarEnd> look(async::Deadline) override {
    ++looks;
    co_return far_end;
  }
  [[nodiscard]] bool may_recover(const Error&) const override { return recovers; }

  ssm::FarEnd far_end;
  int looks = 0;
  bool recovers = true;
  std::deque<Result<ssm::ResumedSession>> resumes;  // then: token "resumed-N", no URL
  std::optional<Error> terminate_failure;
  Result<ssm::DataKey> data_key = fail(Errc::service, "not set");
  int resumed = 0;
  std::vector<std::string> terminated;
  std::function<void()> on_terminate;
  std::vector<ssm::DataKeyRequest> key_requests;
};

class FakePipe final : public os::LocalPipe {
 public:
  explicit FakePipe(asio::any_io_executor executor)
      : readable_(executor), writable_(executor), gone_(executor) {}
  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override;
  asio::awaitable<Result<void>> write_all(ByteView data) override;
  void end_output() override { closed_ = true; }
  asio::awaitable<bool> output_gone() override;
  void cancel() override;
  void reopen() { cancelled_ = ended_ = false; }

  void type(std::string_view text);
  void end_input();
  void close_output();  // seen by the watch, and by the next write
  void block_output(bool blocked);
  [[nodiscard]] std::size_t untaken() const { return input_.size(); }

  std::string written;
  std::size_t reads = 0;

 private:
  std::string input_;
  bool ended_ = false;
  bool closed_ = false;
  bool blocked_ = false;
  bool cancelled_ = false;
  async::Notify readable_;
  async::Notify writable_;
  async::Notify gone_;
};

struct FakeObserver final : TunnelObserver {
  void opened(const ssm::Opened& session) override {
    agent_version = session.agent_version;
    customer_message = session.customer_message;
  }
  void lost(const Error& why) override { losses.push_back(why.message); }
  void still_lost(const Error& why) override { long_losses.push_back(why.message); }
  void restored() override { ++restorations; }
  void agent_away(bool back) override { pauses.push_back(back); }
  void silent(const ssm::FarEnd& found) override { silences.push_back(found.why.message); }
  void connections_refused(int count) override { refusals += count; }
  std::string agent_version;
  std::string customer_message;
  std::vector<std::string> losses;
  std::vector<std::string> long_losses;
  std::vector<std::string> silences;
  std::vector<bool> pauses;
  int restorations = 0;
  int refusals = 0;
};

}  // namespace cloudx::tunnel::test
