#include "features/relay/deploy/deployer.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "features/relay/deploy/template.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

std::unexpected<Error> failed(std::string_view what, const std::string& name, const StackEnd& end) {
  const std::string& why = end.first_failure.empty() ? end.stack.status_reason : end.first_failure;
  return fail(Errc::service, fmt::format("the stack {} could not be {}: {}", name, what,
                                         why.empty() ? end.stack.status : why));
}

std::unexpected<Error> explained(std::string_view what, const std::string& name,
                                 const Error& error) {
  auto told = fail(fmt::format("the stack {} cannot be {}", name, what), error);
  if (aws::is_denied(error)) {
    told.error().message +=
        "\n  this takes the rights of an administrator: stacks, EC2 launch templates, key pairs "
        "and "
        "security groups, IAM users and policies";
  }
  return told;
}

std::unexpected<Error> not_ours(const std::string& name) {
  return fail(Errc::configuration,
              fmt::format("there is a stack {} that relay deploy has not made: name another one "
                          "with --stack-name",
                          name));
}

}  // namespace

bool is_in_use(const aws::Stack& stack) {
  constexpr std::array<std::string_view, 3> kStates{"CREATE_COMPLETE", "UPDATE_COMPLETE",
                                                    "UPDATE_ROLLBACK_COMPLETE"};
  return std::ranges::count(kStates, stack.status) > 0;
}

awaitable<Result<std::optional<aws::Stack>>> Deployer::present(std::string name,
                                                               async::Deadline deadline) {
  progress_.status("looking at the stack " + name, false);
  auto stack = co_await service_.describe_stack(name, deadline);
  if (!stack && stack.error().kind == Errc::not_found) co_return std::nullopt;
  if (!stack) co_return explained("looked at", name, stack.error());
  if (stack->description != kStackDescription) co_return not_ours(name);
  if (stack->status.ends_with("_IN_PROGRESS")) {
    progress_.status(fmt::format("waiting for another change of the stack ({})", stack->status),
                     true);
    auto end = co_await watch_.follow(stack->id, "", deadline);
    if (!end) co_return std::unexpected(end.error());
    *stack = std::move(end->stack);
  }
  if (stack->status == "DELETE_COMPLETE") co_return std::nullopt;
  co_return std::optional(std::move(*stack));
}

awaitable<Result<Deployment>> Deployer::deploy(std::string name,
                                               std::map<std::string, std::string> parameters,
                                               std::optional<aws::Stack> before,
                                               async::Deadline deadline) {
  aws::StackRequest request{std::move(name),
                            std::string(stack_template()),
                            std::move(parameters),
                            {"CAPABILITY_NAMED_IAM"},
                            token_};
  if (before && before->status == "ROLLBACK_COMPLETE") {
    // Nothing of it is left but the record, which stands in the way of another attempt.
    progress_.status("removing what is left of a failed attempt", true);
    const auto removed = co_await destroy(std::move(*before), deadline);
    if (!removed) co_return std::unexpected(removed.error());
    before.reset();
  }
  if (!before) co_return co_await create(std::move(request), deadline);
  if (!is_in_use(*before)) {
    co_return fail(Errc::service,
                   fmt::format("the stack {} is in state {}: remove it with relay destroy, then "
                               "deploy it again",
                               request.stack_name, before->status));
  }
  co_return co_await update(std::move(request), std::move(*before), deadline);
}

awaitable<Result<Deployment>> Deployer::create(aws::StackRequest request,
                                               async::Deadline deadline) {
  const std::string name = request.stack_name;
  progress_.status("creating the stack " + name, true);
  const auto id = co_await service_.create_stack(std::move(request), deadline);
  if (!id) co_return explained("created", name, id.error());
  auto end = co_await watch_.follow(*id, token_, deadline);
  if (!end) co_return std::unexpected(end.error());
  if (end->stack.status != "CREATE_COMPLETE") co_return failed("created", name, *end);
  co_return Deployment{Deployed::created, std::move(end->stack)};
}

awaitable<Result<Deployment>> Deployer::update(aws::StackRequest request, aws::Stack before,
                                               async::Deadline deadline) {
  const std::string name = request.stack_name;
  const auto accepted = co_await service_.update_stack(std::move(request), deadline);
  if (!accepted) co_return explained("changed", name, accepted.error());
  if (!*accepted) co_return Deployment{Deployed::unchanged, std::move(before)};
  progress_.status("changing the stack " + name, true);
  auto end = co_await watch_.follow(before.id, token_, deadline);
  if (!end) co_return std::unexpected(end.error());
  if (end->stack.status != "UPDATE_COMPLETE") co_return failed("changed", name, *end);
  co_return Deployment{Deployed::updated, std::move(end->stack)};
}

awaitable<Result<void>> Deployer::destroy(aws::Stack stack, async::Deadline deadline) {
  // Not that of a change: CloudFormation refuses a token that was used for something else.
  const std::string token = token_ + "-d";
  const auto accepted = co_await service_.delete_stack(stack.id, token, deadline);
  if (!accepted) co_return explained("removed", stack.name, accepted.error());
  const auto end = co_await watch_.follow(stack.id, token, deadline);
  if (!end) co_return std::unexpected(end.error());
  if (end->stack.status != "DELETE_COMPLETE") co_return failed("removed", stack.name, *end);
  co_return Result<void>{};
}

}  // namespace cloudx::relay
