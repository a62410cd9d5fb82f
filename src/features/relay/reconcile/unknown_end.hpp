#pragma once
// The end of the VMs of an endpoint whose record knows of none, because somebody wants it.

#include <chrono>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "features/relay/reconcile/procedure.hpp"

namespace cloudx::relay {

// Begins it: what follows is the work of whoever takes the record's lease.
class UnknownEnd final : public Procedure {
 public:
  UnknownEnd(std::string id, std::chrono::seconds lease) : id_(std::move(id)), lease_(lease) {}

  // False: EC2 has none either. An error until the procedure has come to its end.
  [[nodiscard]] const Result<bool>& result() const { return result_; }

 private:
  Action proceed(Observation seen, Moment now) override;
  std::string id_;
  std::chrono::seconds lease_;
  Result<bool> result_ = fail(Errc::interrupted, "the service stops");
};

}  // namespace cloudx::relay
