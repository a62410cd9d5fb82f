#include "features/setup/instance_choice.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "features/setup/names.hpp"

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

}  // namespace

std::vector<aws::Instance> sorted_for_choice(std::vector<aws::Instance> instances) {
  std::erase_if(instances, [](const aws::Instance& one) { return !can_be_reached(one); });
  std::ranges::sort(instances, {}, [](const aws::Instance& instance) {
    return std::tuple(!is_ours(instance), name_of(instance), instance.instance_id);
  });
  return instances;
}

std::vector<std::string> choice_lines(const std::vector<aws::Instance>& instances) {
  std::size_t width = 0;
  for (const auto& instance : instances) width = std::max(width, name_of(instance).size());
  width = std::min<std::size_t>(width, 48);
  std::vector<std::string> lines;
  for (const auto& instance : instances) {
    const std::string environment = names_from_tags(instance.tags).environment;
    lines.push_back(fmt::format("{:<{}}  {:<19}  {:<8}  {}", name_of(instance).substr(0, width),
                                width, instance.instance_id, instance.state_name, environment));
    lines.back().erase(lines.back().find_last_not_of(' ') + 1);
  }
  return lines;
}

}  // namespace cloudx::setup
