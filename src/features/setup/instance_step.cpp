#include "features/setup/instance_step.hpp"

#include <chrono>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "features/setup/instance_choice.hpp"
#include "features/setup/names.hpp"
#include "instances/find.hpp"
#include "instances/owner.hpp"
#include "instances/target.hpp"

namespace cloudx::setup {

namespace {

constexpr std::chrono::seconds kLimit{60};

using Instances = std::vector<aws::Instance>;

Result<Instances> describe(const Profile& profile, const aws::DescribeInstancesRequest& request) {
  if (!profile.clients) return fail(Errc::unsupported, "AWS cannot be asked");
  return async::wait_for<Instances>(kLimit, [&](async::Deadline deadline) {
    return profile.clients->ec2().describe_instances(request, std::move(deadline));
  });
}

Result<void> check_id(std::string_view id) {
  auto target = instances::parse_target(id, "22");
  if (!target) return std::unexpected(target.error());
  return {};
}

class InstanceStep {
 public:
  InstanceStep(const SetupRequest& request, const Profile& profile, Questions& questions,
               Report& report)
      : request_(request), profile_(profile), questions_(questions), report_(report) {}

  Result<ChosenInstance> run() {
    auto id = request_.instance ? named(*request_.instance) : pick();
    if (!id) return std::unexpected(id.error());
    ChosenInstance chosen{.id = std::move(*id), .environment = {}, .host = {}};
    look_up(chosen.id);
    const Names names = names_from_tags(instance_.tags);
    auto environment = settle_environment(names.environment);
    if (!environment) return std::unexpected(environment.error());
    chosen.environment = std::move(*environment);
    auto host = settle_host(names.host, chosen.id);
    if (!host) return std::unexpected(host.error());
    chosen.host = std::move(*host);
    return chosen;
  }

 private:
  // An id, or what else tells an instance: a Name tag, a tag, a private address.
  Result<std::string> named(const std::string& text) {
    if (!profile_.clients || check_id(text)) {
      if (auto good = check_id(text); !good) return std::unexpected(good.error());
      return text;
    }
    auto selection = instances::select(text, [](std::string_view) { return std::nullopt; });
    if (!selection) return std::unexpected(selection.error());
    const instances::Place place{profile_.account.region(), profile_.account.settings.profile};
    report_.busy("looking for the instance");
    return async::wait_for<std::string>(kLimit, [&](async::Deadline deadline) {
      return instances::find_instance(profile_.clients->ec2(), *selection, place,
                                      std::move(deadline));
    });
  }

  Result<std::string> pick() {
    const Question question{
        .text = "Instance id", .option = "--instance", .preset = std::nullopt, .check = check_id};
    if (!questions_.interactive() && !profile_.identity) return questions_.ask(question);
    report_.busy("listing the instances");
    auto listed = describe(profile_, {});
    if (!listed) {
      report_.warn(fmt::format("the instances cannot be listed: {}", listed.error().message));
      return questions_.ask(question);
    }
    const Chooser chooser = chooser_of_this_run();
    const Instances instances = sorted_for_choice(std::move(*listed), chooser);
    if (!questions_.interactive()) return take_own(instances, chooser);
    if (instances.empty()) {
      report_.warn(fmt::format("there is no instance in the region {}", profile_.account.region()));
      return questions_.ask(question);
    }
    const auto chosen = questions_.choose({.text = "Instance",
                                           .option = "--instance",
                                           .lines = choice_lines(instances, chooser),
                                           .preset = {}});
    if (!chosen) return std::unexpected(chosen.error());
    return instances.at(*chosen).instance_id;
  }

  [[nodiscard]] Chooser chooser_of_this_run() const {
    return {request_.owner_tag.value_or(instances::kOwnerTag),
            profile_.identity ? instances::caller_name(profile_.identity->arn) : std::string()};
  }

  Result<std::string> take_own(const Instances& sorted, const Chooser& chooser) {
    auto id = only_one_owned(sorted, chooser);
    if (id) report_.same(fmt::format("{} is yours: {} names {}", *id, chooser.tag, chooser.name));
    return id;
  }

  // Its tags are a convenience: without the right to look, or before the instance is there, the
  // user's own answers do.
  void look_up(const std::string& id) {
    if (!id.starts_with("i-")) return;
    aws::DescribeInstancesRequest one;
    one.instance_ids = {id};
    auto found = describe(profile_, one);
    if (found && !found->empty()) {
      instance_ = std::move(found->front());
      report_.same(fmt::format("instance {} is {}", id, instance_.state_name));
      tell_owner();
    } else if (!found && found.error().service_code.starts_with("InvalidInstanceID")) {
      report_.warn(fmt::format("there is no instance {} in the region {} of account {}", id,
                               profile_.account.region(),
                               profile_.identity ? profile_.identity->account : "?"));
    } else if (!found && profile_.clients) {
      report_.warn(fmt::format("the instance cannot be looked up: {}", found.error().message));
    }
  }

  void tell_owner() {
    const Chooser chooser = chooser_of_this_run();
    const std::string arn = profile_.identity ? profile_.identity->arn : std::string();
    if (arn.empty()) return;
    const auto another = instances::belongs_to_another(instance_.tags, chooser.tag, arn);
    if (!another.empty()) report_.warn(another + ": the account may keep you out");
  }

  Result<std::string> settle_environment(const std::string& by_tag) {
    const auto check = [](std::string_view name) { return check_name("environment", name); };
    if (request_.environment) return checked(*request_.environment, check);
    std::string preset = by_tag;
    if (preset.empty() && profile_.identity) {
      const CallerName caller = name_from_arn(profile_.identity->arn);
      if (!caller.usual) {
        report_.warn(
            "the IAM user's name is not of the form cloudX-{environment}-{user}: the "
            "environment cannot be taken from it");
      }
      preset = caller.environment;
    }
    return questions_.ask({.text = "Environment",
                           .option = "--environment",
                           .preset = some(std::move(preset)),
                           .check = check});
  }

  Result<std::string> settle_host(const std::string& by_tag, const std::string& id) {
    const auto check = [](std::string_view name) { return check_name("host name", name); };
    if (request_.hostname) return checked(*request_.hostname, check);
    std::string preset = by_tag;
    if (preset.empty() && !questions_.interactive()) preset = generated_host(id);
    return questions_.ask({.text = "Host name",
                           .option = "--hostname",
                           .preset = some(std::move(preset)),
                           .check = check});
  }

  static std::optional<std::string> some(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
  }

  template <class Check>
  static Result<std::string> checked(const std::string& name, const Check& check) {
    if (auto good = check(name); !good) return std::unexpected(good.error());
    return name;
  }

  const SetupRequest& request_;
  const Profile& profile_;
  Questions& questions_;
  Report& report_;
  aws::Instance instance_;  // empty when it could not be looked up
};

}  // namespace

Result<ChosenInstance> settle_instance(const SetupRequest& request, const Profile& profile,
                                       Questions& questions, Report& report) {
  return InstanceStep(request, profile, questions, report).run();
}

}  // namespace cloudx::setup
