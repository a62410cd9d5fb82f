#include "features/setup/instance_choice.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "features/setup/names.hpp"
#include "instances/owner.hpp"

namespace cloudx::setup {

namespace {

std::string name_of(const aws::Instance& instance) {
  const auto name = instance.tags.find("Name");
  return name == instance.tags.end() ? "-" : name->second;
}

bool is_ours(const aws::Instance& instance) {
  return names_from_tags(instance.tags).ours;
}

bool can_be_reached(const aws::Instance& instance) {
  return instance.state != aws::InstanceState::terminated &&
         instance.state != aws::InstanceState::shutting_down;
}

// Of the one who chooses "yours"; else whom the tag names.
std::string shown_owner(const aws::Instance& instance, const Chooser& chooser) {
  return chooser.owns(instance) ? "yours" : instances::owner_of(instance.tags, chooser.tag);
}

}  // namespace

bool Chooser::owns(const aws::Instance& instance) const {
  return !name.empty() && instances::owner_of(instance.tags, tag) == name;
}

std::vector<aws::Instance> sorted_for_choice(std::vector<aws::Instance> instances,
                                             const Chooser& chooser) {
  std::erase_if(instances, [](const aws::Instance& one) { return !can_be_reached(one); });
  std::ranges::sort(instances, {}, [&](const aws::Instance& instance) {
    return std::tuple(!chooser.owns(instance), !is_ours(instance), name_of(instance),
                      instance.instance_id);
  });
  return instances;
}

std::vector<std::string> choice_lines(const std::vector<aws::Instance>& instances,
                                      const Chooser& chooser) {
  std::size_t name_width = 0;
  std::size_t environment_width = 0;
  for (const auto& instance : instances) {
    name_width = std::max(name_width, name_of(instance).size());
    const std::string environment = names_from_tags(instance.tags).environment;
    environment_width = std::max(environment_width, environment.size());
  }
  name_width = std::min<std::size_t>(name_width, 48);
  std::vector<std::string> lines;
  for (const auto& instance : instances) {
    lines.push_back(fmt::format(
        "{:<{}}  {:<19}  {:<8}  {:<{}}  {}", name_of(instance).substr(0, name_width), name_width,
        instance.instance_id, instance.state_name, names_from_tags(instance.tags).environment,
        environment_width, shown_owner(instance, chooser)));
    lines.back().erase(lines.back().find_last_not_of(' ') + 1);
  }
  return lines;
}

Result<std::string> only_one_owned(const std::vector<aws::Instance>& sorted,
                                   const Chooser& chooser) {
  const auto owned = std::ranges::count_if(
      sorted, [&](const aws::Instance& instance) { return chooser.owns(instance); });
  if (owned == 1) return sorted.front().instance_id;
  if (owned == 0) {
    return fail(Errc::usage,
                fmt::format("no instance has the tag {}={}: name one with --instance", chooser.tag,
                            chooser.name.empty() ? "(you)" : chooser.name));
  }
  const std::vector<aws::Instance> own(sorted.begin(), sorted.begin() + owned);
  std::string message = fmt::format("{} instances are yours: name one with --instance", owned);
  for (const std::string& line : choice_lines(own, chooser)) message += "\n  " + line;
  return fail(Errc::usage, message);
}

}  // namespace cloudx::setup
