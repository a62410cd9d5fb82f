#pragma once
// The service in the middle: the session, its tokens, the websocket of each end, and what it says
// itself. It numbers nothing and keeps nothing: a message for an end that is away is lost.

#include <cstdint>
#include <optional>
#include <string>

#include "simulation/pipe.hpp"

namespace cloudx::simulation {

// The answer to ResumeSession. Neither: try again.
struct Resumed {
  std::optional<std::string> token;
  bool session_over = false;
};

class ClientPort {
 public:
  virtual ~ClientPort() = default;
  virtual void connected(std::uint64_t link) = 0;
  virtual void dial_failed() = 0;
  virtual void arrived(std::uint64_t link, const Bytes& frame, bool intact) = 0;
  virtual void closed(std::uint64_t link) = 0;
  virtual void resumed(const Resumed& answer) = 0;
};

class AgentPort {
 public:
  virtual ~AgentPort() = default;
  virtual void client_attached() = 0;
  virtual void client_detached() = 0;
  virtual void arrived(Bytes frame, bool intact) = 0;
};

class Service {
 public:
  Service(Scheduler& scheduler, Journal& journal, const Scenario& scenario);
  void join(ClientPort& client, AgentPort& agent);

  // --- For the client
  [[nodiscard]] std::string first_token();
  void dial();
  void resume();
  void terminate();  // ssm:TerminateSession
  void from_client(std::uint64_t link, bool text, ByteView bytes);
  // When all that has been written is out of the client's hands.
  [[nodiscard]] Time written_at(std::size_t size);

  // --- For the agent
  void from_agent(Bytes frame);
  void end_session(const std::string& output);

  // --- Disturbances, see Disturbance::Kind. `lasting`: at the most, or until the client notices.
  void cut(Duration lasting);
  void bye();
  void black_hole(Duration lasting);
  void cut_agent(Duration lasting);
  void pause_publication(Duration lasting);
  void tell_late_pause();
  void outage(Duration lasting);
  void begin_faults() { faulty_ = true; }
  void calm();  // none of these any more, and no lost messages

  [[nodiscard]] bool session_ended() const { return ended_at_.has_value(); }
  [[nodiscard]] std::optional<Time> ended_at() const { return ended_at_; }
  [[nodiscard]] bool reachable() const { return scheduler_.now() >= outage_until_; }
  [[nodiscard]] bool agent_is_there() const { return agent_link_ != 0; }
  [[nodiscard]] bool client_is_there() const { return attached_ != 0; }

 private:
  void to_agent(Parcel parcel);
  void to_client(Parcel parcel);
  void open_text(const Parcel& parcel);
  void close();
  void detach();
  void tell_client(ssm::MessageType type, std::string_view payload);
  void agent_returns();
  [[nodiscard]] bool loses(ByteView frame);
  [[nodiscard]] std::string new_token();

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  Random random_;
  ClientPort* client_ = nullptr;
  AgentPort* agent_ = nullptr;
  Pipe up_;
  Pipe down_;
  std::uint64_t tokens_ = 0;
  std::uint64_t token_used_ = 0;  // the last one that was shown
  Time token_expires_ = kStart;
  std::uint64_t links_ = 0;
  std::uint64_t client_link_ = 0;  // the client's websocket; not yet let in, maybe
  std::uint64_t attached_ = 0;     // the one that has shown its token
  std::uint64_t agent_links_ = 1;
  std::uint64_t agent_link_ = 1;
  std::int64_t newest_output_ = -1;  // the highest number that the agent has sent
  bool faulty_ = false;
  bool calm_ = false;
  bool publication_paused_ = false;
  Time outage_until_ = kStart;
  Time written_ = kStart;
  std::optional<Time> ended_at_;
};

}  // namespace cloudx::simulation
