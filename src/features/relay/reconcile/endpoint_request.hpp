#pragma once
// What clients and the operator ask of an endpoint's relay: what is looked at and written down for
// them, when they wait, and what they are told. Pure as the reconciler is: whoever drives a request
// carries out one thing after the other and comes back with what was seen, the service for those
// who ask, a simulation for those that it makes up.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "base/error.hpp"
#include "features/relay/reconcile/launch_policy.hpp"
#include "features/relay/reconcile/moment.hpp"
#include "features/relay/reconcile/rate_limit.hpp"
#include "features/relay/reconcile/relay_rules.hpp"
#include "store/store.hpp"

namespace cloudx::relay {

class EndpointRequest {
 public:
  // Asked for, all of the request's own endpoint. What is seen of it stands behind.
  struct Find {             // RecordSeen
    bool confirms = false;  // where it runs by its record, once it was seen to run
  };
  struct Write {  // RecordSeen
    store::Change change;
  };
  struct Await {};       // a change since the request was made, or a time limit: Awaited
  struct EndUnknown {};  // VMs that its record does not know of: UnknownEnded
  struct Finished {};
  using Action = std::variant<Find, Write, Await, EndUnknown, Finished>;

  struct RecordSeen {
    Result<RelayState> record;
  };
  struct Awaited {
    bool is_changed = false;
  };
  struct UnknownEnded {
    Result<bool> began;
  };
  // monostate: nothing yet.
  using Seen = std::variant<std::monostate, RecordSeen, Awaited, UnknownEnded>;

  EndpointRequest() = default;
  EndpointRequest(const EndpointRequest&) = delete;
  EndpointRequest& operator=(const EndpointRequest&) = delete;
  virtual ~EndpointRequest() = default;

  // The first call gets monostate, each later one what came of the action before. After Finished
  // there is no further call. It may also be dropped before.
  [[nodiscard]] virtual Action next(Seen seen, Moment now) = 0;
  // Once it has finished: there is something to do for the reconciler.
  [[nodiscard]] virtual bool begins_work() const { return false; }
};

// How often relays of one endpoint may be launched.
[[nodiscard]] RateLimit launch_limit();

// Joins the endpoint's relay or begins to launch one; where one is ending, its end is awaited.
class WantRelay final : public EndpointRequest {
 public:
  struct Wanted {
    RelayState state;
    bool began = false;  // a launch that nobody had asked for before
  };
  struct Asker {
    bool v1 = false;
    std::string client;  // its own name for itself, "" where it has none
  };
  // `limit`, of launches by endpoint, and `launches` must outlive the request.
  WantRelay(std::string id, Asker asker, const LaunchPolicy& launches, RateLimit& limit)
      : id_(std::move(id)), asker_(std::move(asker)), launches_(launches), limit_(limit) {}

  Action next(Seen seen, Moment now) override;
  [[nodiscard]] bool begins_work() const override { return result_ && result_->began; }
  // Errc::unsupported: too many launches of this endpoint, the message says when to come again.
  [[nodiscard]] Result<Wanted>& result() { return result_; }

 private:
  enum class Stage : std::uint8_t {
    begins,
    looks,
    looks_for_others,  // that have launched, where this one may not
    writes,
    waits,
  };
  Action look();
  Action see_present(const Result<RelayState>& record, Moment now);
  Action see_others(const Result<RelayState>& record, Moment now);
  Action write(Moment now);
  Action see_written(Result<RelayState> record);
  Action finish(Result<Wanted> result);

  std::string id_;
  Asker asker_;
  const LaunchPolicy& launches_;
  RateLimit& limit_;
  Stage stage_ = Stage::begins;
  std::string token_;     // of the launch that was asked for last
  bool is_late_ = false;  // nothing is awaited any more
  Result<Wanted> result_ = fail(Errc::interrupted, "the service stops");
};

// A client has it in use.
class UseRelay final : public EndpointRequest {
 public:
  Action next(Seen seen, Moment now) override;
  [[nodiscard]] const Result<void>& result() const { return result_; }

 private:
  Result<void> result_ = fail(Errc::interrupted, "the service stops");
};

// Begins the end.
class EndRelay final : public EndpointRequest {
 public:
  // `client` "": of every VM of the endpoint, whoever launched it. Else of what was launched for
  // this client, unless others want it, too.
  explicit EndRelay(std::string client = {}) : client_(std::move(client)) {}

  Action next(Seen seen, Moment now) override;
  [[nodiscard]] bool begins_work() const override { return *began_; }
  // False: there is nothing to end, or it is ending already.
  [[nodiscard]] const Result<bool>& result() const { return result_; }

 private:
  Action see_written(const Result<RelayState>& record);

  std::string client_;
  // By the change, as it was tried last; it may be carried out after the request was dropped.
  std::shared_ptr<bool> began_ = std::make_shared<bool>(false);
  Result<bool> result_ = fail(Errc::interrupted, "the service stops");
};

}  // namespace cloudx::relay
