#pragma once
// Decides what follows when a websocket cannot be opened or was lost: the same token once more, a
// new one, or the end. It keeps the token and the URL that the next websocket is opened with.

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "protocol/ssm/resume_policy.hpp"
#include "protocol/ssm/session_types.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class Reconnection {
 public:
  // `random` gives numbers in [0, 1).
  Reconnection(const SessionOptions& options, std::function<double()> random);

  // --- Events

  void dialled() { first_ = false; }
  void alive();  // a message has come, or the websocket has stood for long enough
  void dial_failed(const Error& why);
  // Takes the new token. An error: why there is none.
  [[nodiscard]] Result<void> resumed(Result<ResumedSession> answer);

  // --- Decisions

  // When to dial with the same token again; nullopt: not at all.
  [[nodiscard]] std::optional<TimePoint> redial_at(const Error& why, TimePoint now);
  [[nodiscard]] bool is_dial_hopeless(const Error& why) const;
  [[nodiscard]] bool is_resume_hopeless(const Error& why) const;
  // When to ask for a new token; nullopt: this was tried for too long.
  [[nodiscard]] std::optional<TimePoint> resume_at(bool was_open, TimePoint now);
  // A stream URL that carries its own signature cannot be opened a second time.
  [[nodiscard]] bool is_resumable() const { return !is_presigned(stream_url_); }
  // In seconds, of the limit that resume_at() goes by.
  [[nodiscard]] std::chrono::seconds limit(bool was_open) const;

  // The token opens one websocket only.
  [[nodiscard]] Secret take_token();
  [[nodiscard]] const std::string& stream_url() const { return stream_url_; }

 private:
  ResumePolicy policy_;
  std::function<bool(const Error&)> may_recover_;
  std::chrono::steady_clock::duration first_limit_;
  std::chrono::steady_clock::duration resume_limit_;
  Secret token_;
  std::string stream_url_;
  bool first_ = true;       // no websocket has been open yet, and no new token was asked for
  int refusals_ = 0;        // in a row, by the websocket's upgrade
  int first_refusals_ = 0;  // after which the same token was dialled with again
  int empty_tokens_ = 0;    // in a row, from ResumeSession
  int resumed_ = 0;         // how often there was a new token
};

}  // namespace cloudx::ssm
