#include "sandbox/stacks/stack.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/uuid.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

namespace {

std::string_view word(std::string_view status) {
  return status.substr(0, status.find('_'));
}

std::string_view word(StackAction action) {
  switch (action) {
    case StackAction::create:
      return "CREATE";
    case StackAction::update:
      return "UPDATE";
    case StackAction::remove:
      return "DELETE";
  }
  std::unreachable();
}

bool is_rollback(const std::string& status) {
  return status.contains("ROLLBACK");
}

}  // namespace

Stack::Stack(std::string name, const std::string& region, StackOrder order, Time now)
    : name_(std::move(name)),
      id_(fmt::format("arn:aws:cloudformation:{}:{}:stack/{}/{}", region, kAccount, name_,
                      to_string(random_uuid()))),
      region_(region),
      token_(std::move(order.token)),
      body_(std::move(order.body)),
      parameters_(std::move(order.parameters)),
      created_(now),
      due_(now) {
  enter("CREATE_IN_PROGRESS", "User Initiated", now);
  plan_update();
}

bool Stack::update(StackOrder order, Time now) {
  if (order.body == body_ && order.parameters == parameters_) return false;
  former_.emplace(std::move(body_), std::move(parameters_), resources_);
  body_ = std::move(order.body);
  parameters_ = std::move(order.parameters);
  token_ = std::move(order.token);
  enter("UPDATE_IN_PROGRESS", "User Initiated", now);
  due_ = now;
  plan_update();
  return true;
}

void Stack::remove(const std::string& token, Time now) {
  token_ = token;
  undeletable_.clear();
  enter("DELETE_IN_PROGRESS", "User Initiated", now);
  due_ = now;
  plan_removal_of_all();
}

void Stack::advance(World& world, Time now) {
  while (changing() && due_ <= now) {
    const Time at = due_;
    if (steps_.empty()) {
      end(at);
      continue;
    }
    due_ += world.faults.resource_time;
    if (!steps_.front().begun) {
      begin(world, steps_.front(), at);
      continue;
    }
    const Step step = std::move(steps_.front());
    steps_.pop_front();
    finish(world, step, at);
  }
}

void Stack::enter(std::string status, std::string reason, Time at) {
  status_ = std::move(status);
  reason_ = std::move(reason);
  events_.push_back({to_string(random_uuid()), name_, id_, "AWS::CloudFormation::Stack", status_,
                     reason_, token_, at});
}

void Stack::tell(const Step& step, const std::string& status, const std::string& reason, Time at) {
  const auto present = resources_.find(step.logical_id);
  const TemplateResource* wanted = declared(step.logical_id);
  StackEvent event{
      to_string(random_uuid()), step.logical_id, step.former, "", status, reason, token_, at};
  if (present != resources_.end()) {
    event.type = present->second.type;
    if (event.physical_id.empty()) event.physical_id = present->second.values.physical_id;
  } else if (wanted != nullptr) {
    event.type = wanted->type;
  }
  events_.push_back(std::move(event));
}

void Stack::begin(World& world, Step& step, Time at) {
  step.begun = true;
  if (step.action == StackAction::update) {
    const auto order = order_for(step.logical_id);
    const bool same = order && order->properties == resources_[step.logical_id].made_of.properties;
    if (same) {  // its turn is over, without a word
      steps_.pop_front();
      due_ -= world.faults.resource_time;
      return;
    }
  }
  tell(step, fmt::format("{}_IN_PROGRESS", word(step.action)), "", at);
}

void Stack::finish(World& world, const Step& step, Time at) {
  const auto done = carry_out(world, step, at);
  tell(step, fmt::format("{}_{}", word(step.action), done ? "COMPLETE" : "FAILED"),
       done ? std::string() : done.error().message, at);
  if (!done) return failed(step, at);
  if (step.action != StackAction::remove || !step.former.empty()) return;
  resources_.erase(step.logical_id);
  std::erase(made_, step.logical_id);
}

Result<void> Stack::carry_out(World& world, const Step& step, Time at) {
  const std::string ordered = fmt::format("{} {}", word(step.action), step.logical_id);
  for (ApiFault& fault : world.faults.resource_failures) {
    if (fault.operation != ordered || (fault.count && (*fault.count)-- <= 0)) continue;
    return fail(Errc::usage, fault.message);
  }
  if (step.action != StackAction::remove) return put(world, step);
  const Resource& resource = resources_.at(step.logical_id);
  return remove_resource(world, resource.type,
                         step.former.empty() ? resource.values.physical_id : step.former, at);
}

Result<void> Stack::put(World& world, const Step& step) {
  auto order = order_for(step.logical_id);
  if (!order) return std::unexpected(order.error());
  Resource& resource = resources_[step.logical_id];
  const bool is_new = step.action == StackAction::create;
  auto values = is_new ? make_resource(world, *order)
                       : change_resource(world, resource.made_of, resource.values, *order);
  if (!values) {
    if (is_new) resources_.erase(step.logical_id);
    return std::unexpected(values.error());
  }
  if (is_new) made_.push_back(step.logical_id);
  if (!is_new && values->physical_id != resource.values.physical_id) {
    left_over_.push_back({StackAction::remove, step.logical_id, resource.values.physical_id});
  }
  resource = {order->type, std::move(*values), std::move(*order)};
  return {};
}

void Stack::failed(const Step& step, Time at) {
  if (step.action == StackAction::remove) {
    undeletable_.push_back(step.logical_id);
    // CloudFormation keeps what a resource that stays refers to; all the others are gone by then.
    if (word(status_) == "DELETE") steps_.clear();
    return;
  }
  // Going back must not fail; what does is left as it is.
  if (is_rollback(status_)) return;
  steps_.clear();
  const bool creating = word(status_) == "CREATE";
  enter(creating ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS",
        fmt::format("The following resource(s) failed to {}: [{}]. ",
                    step.action == StackAction::create ? "create" : "update", step.logical_id),
        at);
  if (creating) {
    plan_removal_of_all();
  } else {
    go_back();
  }
}

void Stack::go_back() {
  body_ = std::move(former_->body);
  parameters_ = std::move(former_->parameters);
  // What was replaced is still there, and its replacement goes.
  std::vector<Step> replacements;
  for (auto& [logical_id, resource] : resources_) {
    const auto was = former_->resources.find(logical_id);
    if (was == former_->resources.end()) continue;
    const std::string physical_id = resource.values.physical_id;
    if (was->second.values.physical_id == physical_id) continue;
    replacements.push_back({StackAction::remove, logical_id, physical_id});
    resource = was->second;
  }
  former_.reset();
  plan_update();
  left_over_.insert(left_over_.end(), replacements.begin(), replacements.end());
}

void Stack::end(Time at) {
  if (!left_over_.empty()) {
    if (status_ == "UPDATE_IN_PROGRESS") {
      enter("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "", at);
    } else {
      enter("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "", at);
    }
    steps_.assign(left_over_.begin(), left_over_.end());
    left_over_.clear();
    return;
  }
  if (!undeletable_.empty()) {
    const std::string why = fmt::format("The following resource(s) failed to delete: [{}]. ",
                                        fmt::join(undeletable_, ", "));
    return enter(word(status_) == "DELETE" ? "DELETE_FAILED" : "ROLLBACK_FAILED", why, at);
  }
  if (word(status_) != "DELETE" && status_ != "ROLLBACK_IN_PROGRESS") {
    outputs_ = body_.outputs(functions()).value_or(Parameters{});
  }
  const std::string::size_type tail =
      std::min(status_.find("_COMPLETE_CLEANUP"), status_.find("_IN_PROGRESS"));
  enter(status_.substr(0, tail) + "_COMPLETE", "", at);
}

void Stack::plan_update() {
  steps_.clear();
  left_over_.clear();
  const Functions conditions = functions();
  std::vector<std::string> wanted;
  for (const TemplateResource& one : body_.resources()) {
    if (!one.condition.empty() && !conditions.holds(one.condition).value_or(false)) continue;
    wanted.push_back(one.logical_id);
    const bool present = resources_.contains(one.logical_id);
    steps_.push_back({present ? StackAction::update : StackAction::create, one.logical_id, ""});
  }
  for (const std::string& logical_id : made_) {
    if (std::ranges::count(wanted, logical_id) > 0) continue;
    left_over_.insert(left_over_.begin(), {StackAction::remove, logical_id, ""});
  }
}

void Stack::plan_removal_of_all() {
  steps_.clear();
  for (const std::string& logical_id : made_) {
    steps_.push_front({StackAction::remove, logical_id, ""});
  }
}

Functions Stack::functions() const {
  Functions out = body_.functions(parameters_, {{"AWS::AccountId", std::string(kAccount)},
                                                {"AWS::Partition", "aws"},
                                                {"AWS::Region", region_},
                                                {"AWS::StackId", id_},
                                                {"AWS::StackName", name_}});
  for (const auto& [logical_id, resource] : resources_) out.set(logical_id, resource.values);
  return out;
}

Result<ResourceOrder> Stack::order_for(const std::string& logical_id) const {
  const TemplateResource* wanted = declared(logical_id);
  if (wanted == nullptr) return fail(Errc::usage, "it is not in the template");
  const auto properties = functions().evaluate(boost::json::value(wanted->properties));
  if (!properties) return std::unexpected(properties.error());
  return ResourceOrder{name_, logical_id, wanted->type, properties->as_object()};
}

const TemplateResource* Stack::declared(const std::string& logical_id) const {
  const auto found =
      std::ranges::find(body_.resources(), logical_id, &TemplateResource::logical_id);
  return found == body_.resources().end() ? nullptr : &*found;
}

}  // namespace cloudx::sandbox
