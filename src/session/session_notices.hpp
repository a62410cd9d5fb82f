#pragma once
// Tells the user what becomes of a session while it runs.

#include "base/progress.hpp"
#include "session/session_plan.hpp"
#include "tunnel/tunnel.hpp"

namespace cloudx::session {

class SessionNotices : public tunnel::TunnelObserver {
 public:
  // Both must outlive this object.
  SessionNotices(const SessionPlan& plan, Progress& progress) : plan_(plan), progress_(progress) {}

  void opened(const ssm::Opened& session) override;
  void lost(const Error& why) override;
  void still_lost(const Error& why) override;
  void restored() override;
  void agent_away(bool back) override;
  void silent(const ssm::FarEnd& found) override;
  void connections_refused(int count) override;

 private:
  const SessionPlan& plan_;
  Progress& progress_;
  bool loss_told_ = false;
};

}  // namespace cloudx::session
