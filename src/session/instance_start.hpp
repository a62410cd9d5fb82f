#pragma once
// How a session comes about with a node that is not connected, as a state machine: looks at the
// instance, starts it where it is stopped, waits for its agent, and tries StartSession again.
// Answers with their time go in, the one next step comes out. InstanceStarter performs the steps.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "aws/api/ec2.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

class InstanceStart {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  struct LookAtInstance {  // ec2:DescribeInstances: instance_seen()
    bool brief = false;    // an answer that takes long is of no use
  };
  struct StartInstance {};  // ec2:StartInstances: instance_started()
  struct LookAtAgent {};    // ssm:DescribeInstanceInformation: agent_seen()
  struct StartSession {};   // ssm:StartSession: session_refused(), where it is
  struct Wait {             // waited()
    std::chrono::milliseconds time;
  };
  struct Fail {  // the end; the error is explained already
    Error why;
  };
  using Step = std::variant<LookAtInstance, StartInstance, LookAtAgent, StartSession, Wait, Fail>;

  // `plan` must outlive this object. At `deadline` it gives up.
  InstanceStart(const SessionPlan& plan, TimePoint deadline) : plan_(plan), deadline_(deadline) {}

  // Begins, after TargetNotConnected.
  [[nodiscard]] Step begin();
  // Begins after a StartSession without a proper answer, which `why` is: an instance that runs is
  // not waited for.
  [[nodiscard]] Step begin_unless_running(Error why);
  [[nodiscard]] Step instance_seen(const Result<std::vector<aws::Instance>>& answer, TimePoint now);
  [[nodiscard]] Step instance_started(const Result<void>& answer, TimePoint now);
  [[nodiscard]] Step agent_seen(const Result<std::vector<aws::InstanceInformation>>& answer);
  [[nodiscard]] Step session_refused(const Error& why, TimePoint now);
  [[nodiscard]] Step waited();

  // The error of a wait that was cut off: the deadline, or a stop.
  [[nodiscard]] Error cut_off(const Error& why) const;
  // What is being waited for: "i-0123456789abcdef0 is pending".
  [[nodiscard]] std::string describe() const;

 private:
  enum class Stage : std::uint8_t { checking, hybrid_checking, running, connecting };

  Step running();
  Step stopped(const aws::Instance& instance, TimePoint now);
  Step hybrid_seen(const Result<std::vector<aws::InstanceInformation>>& answer);
  Step wait();
  [[nodiscard]] bool passes(const Error& error);
  [[nodiscard]] Step fail_session(const Error& error) const;

  const SessionPlan& plan_;
  TimePoint deadline_;
  Stage stage_ = Stage::running;
  bool connecting_ = false;  // StartSession has been tried, or is next
  int sessions_ = 0;         // how often it was refused
  std::chrono::milliseconds interval_ = kFirstInterval;
  std::optional<TimePoint> started_at_;  // by us
  std::optional<Error> unclear_;         // of begin_unless_running()
  std::string state_;    // "running, its SSM agent is not registered yet"; "" before it is known
  std::string trouble_;  // what went wrong in the last call, "" for nothing

  static constexpr std::chrono::milliseconds kFirstInterval{500};  // doubled up to the longest
};

}  // namespace cloudx::session
