#pragma once
// A CloudFormation stack: what it is made of, and how far its present change has come. Nothing
// happens by itself: advance() does what is due by the time it is given.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sandbox/stacks/resources.hpp"
#include "sandbox/stacks/template.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

struct StackEvent {
  std::string id;
  std::string logical_id;
  std::string physical_id;
  std::string type;
  std::string status;
  std::string reason;
  std::string token;  // ClientRequestToken of the change
  Time at;
};

// What a change makes of a stack.
struct StackOrder {
  Template body;
  Parameters parameters;  // complete
  std::string token;
};

enum class StackAction : std::uint8_t { create, update, remove };

class Stack {
 public:
  Stack(std::string name, const std::string& region, StackOrder order, Time now);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& status() const { return status_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::string& token() const { return token_; }  // of the last change
  [[nodiscard]] std::string description() const { return body_.description(); }
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }
  [[nodiscard]] const Parameters& outputs() const { return outputs_; }
  [[nodiscard]] Time created() const { return created_; }
  [[nodiscard]] const std::vector<StackEvent>& events() const { return events_; }  // oldest first
  [[nodiscard]] bool changing() const { return status_.ends_with("_IN_PROGRESS"); }
  [[nodiscard]] bool deleted() const { return status_ == "DELETE_COMPLETE"; }

  // Only where nothing is changing. False: it is like that already.
  bool update(StackOrder order, Time now);
  void remove(const std::string& token, Time now);
  void advance(World& world, Time now);

 private:
  struct Step {
    StackAction action;
    std::string logical_id;
    std::string former;  // remove: the physical id of what was replaced; "": the present one
    bool begun = false;
  };
  struct Resource {
    std::string type;
    ResourceValues values;
    ResourceOrder made_of;
  };
  struct Version {
    Template body;
    Parameters parameters;
    std::map<std::string, Resource> resources;
  };

  void enter(std::string status, std::string reason, Time at);
  void tell(const Step& step, const std::string& status, const std::string& reason, Time at);
  void begin(World& world, Step& step, Time at);
  void finish(World& world, const Step& step, Time at);
  Result<void> carry_out(World& world, const Step& step, Time at);
  Result<void> put(World& world, const Step& step);
  void failed(const Step& step, Time at);
  void go_back();
  void end(Time at);
  void plan_update();
  void plan_removal_of_all();
  [[nodiscard]] Functions functions() const;
  [[nodiscard]] Result<ResourceOrder> order_for(const std::string& logical_id) const;
  [[nodiscard]] const TemplateResource* declared(const std::string& logical_id) const;

  std::string name_;
  std::string id_;
  std::string region_;
  std::string status_;
  std::string reason_;
  std::string token_;
  Template body_;
  Parameters parameters_;
  Parameters outputs_;
  Time created_;
  std::map<std::string, Resource> resources_;
  std::vector<std::string> made_;  // logical ids in the order they were made
  std::vector<StackEvent> events_;
  std::deque<Step> steps_;
  std::vector<Step> left_over_;  // of an update: removed when it has succeeded
  std::vector<std::string> undeletable_;
  std::optional<Version> former_;  // of an update: what a failure goes back to
  Time due_;
};

}  // namespace cloudx::sandbox
