#include "sandbox/stacks/template.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <regex>
#include <set>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sandbox/stacks/resources.hpp"

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

constexpr std::size_t kLargest = 51'200;  // of TemplateBody
constexpr std::array<std::string_view, 5> kPseudoParameters{
    "AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName"};

std::unexpected<Error> wrong(std::string text) {
  return fail(Errc::usage, std::move(text));
}

std::string text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<TemplateResource> resource_of(const std::string& logical_id, const json::value& value) {
  const json::object* object = value.if_object();
  TemplateResource out;
  out.logical_id = logical_id;
  if (object != nullptr) out.type = text_in(*object, "Type");
  if (!is_resource_type(out.type)) {
    return wrong(fmt::format("Template format error: Unrecognized resource types: [{}]", out.type));
  }
  out.condition = text_in(*object, "Condition");
  if (const json::value* properties = object->if_contains("Properties")) {
    if (properties->is_object()) out.properties = properties->get_object();
  }
  return out;
}

Result<void> check_value(const std::string& name, const json::object& declared,
                         const std::string& value) {
  const std::string pattern = text_in(declared, "AllowedPattern");
  if (pattern.empty() || std::regex_match(value, std::regex(pattern))) return {};
  const std::string constraint = text_in(declared, "ConstraintDescription");
  return wrong(fmt::format("Parameter {} failed to satisfy constraint: {}", name,
                           constraint.empty() ? "must match pattern " + pattern : constraint));
}

}  // namespace

Result<Template> Template::parse(std::string_view body) {
  if (body.size() > kLargest) {
    return wrong(
        "1 validation error detected: Value at 'templateBody' failed to satisfy "
        "constraint: Member must have length less than or equal to 51200");
  }
  json::error_code error;
  const json::value value = json::parse(body, error);
  if (error || !value.is_object()) {
    return wrong("Template format error: JSON not well-formed.");
  }
  Template out;
  out.body_ = value.get_object();
  for (const auto& [name, resource] : out.section("Resources")) {
    auto one = resource_of(name, resource);
    if (!one) return std::unexpected(one.error());
    out.resources_.push_back(std::move(*one));
  }
  if (out.resources_.empty()) {
    return wrong("Template format error: At least one Resources member must be defined.");
  }
  if (auto good = out.check_references(); !good) return std::unexpected(good.error());
  if (auto good = out.put_in_order(); !good) return std::unexpected(good.error());
  return out;
}

const json::object& Template::section(std::string_view name) const {
  static const json::object kEmpty;
  const json::value* found = body_.if_contains(name);
  return found != nullptr && found->is_object() ? found->get_object() : kEmpty;
}

Result<void> Template::check_references() const {
  std::set<std::string> missing;
  for (const std::string_view part : {"Resources", "Outputs"}) {
    for (const std::string& name : references_in(json::value(section(part)))) {
      const bool known = section("Resources").contains(name) ||
                         section("Parameters").contains(name) ||
                         std::ranges::count(kPseudoParameters, name) > 0;
      if (!known) missing.insert(name);
    }
  }
  if (missing.empty()) return {};
  return wrong(
      fmt::format("Template format error: Unresolved resource dependencies [{}] in the "
                  "Resources block of the template",
                  fmt::join(missing, ", ")));
}

Result<void> Template::put_in_order() {
  std::vector<TemplateResource> ordered;
  std::set<std::string> waiting;
  for (const TemplateResource& one : resources_) waiting.insert(one.logical_id);
  while (!resources_.empty()) {
    const auto ready = std::ranges::find_if(resources_, [&](const TemplateResource& one) {
      const auto needed = references_in(json::value(one.properties));
      return std::ranges::none_of(needed,
                                  [&](const std::string& name) { return waiting.contains(name); });
    });
    if (ready == resources_.end()) return wrong("Circular dependency between resources");
    waiting.erase(ready->logical_id);
    ordered.push_back(std::move(*ready));
    resources_.erase(ready);
  }
  resources_ = std::move(ordered);
  return {};
}

std::string Template::description() const {
  return text_in(body_, "Description");
}

std::string Template::needed_capability() const {
  std::string needed;
  for (const TemplateResource& one : resources_) {
    if (!one.type.starts_with("AWS::IAM::")) continue;
    const bool named = std::ranges::any_of(one.properties, [](const auto& property) {
      return property.key() == "UserName" || property.key() == "RoleName" ||
             property.key() == "GroupName" || property.key() == "ManagedPolicyName";
    });
    if (named) return "CAPABILITY_NAMED_IAM";
    needed = "CAPABILITY_IAM";
  }
  return needed;
}

Result<Parameters> Template::complete(Parameters given) const {
  const json::object& declared = section("Parameters");
  std::vector<std::string> unknown;
  for (const auto& [name, value] : given) {
    if (!declared.contains(name)) unknown.push_back(name);
  }
  if (!unknown.empty()) {
    return wrong(
        fmt::format("Parameters: [{}] do not exist in the template", fmt::join(unknown, ", ")));
  }
  for (const auto& [name, about] : declared) {
    const json::object& object = about.as_object();
    if (!given.contains(name) && !object.contains("Default")) {
      return wrong(fmt::format("Parameters: [{}] must have values", std::string_view(name)));
    }
    const auto [entry, added] = given.try_emplace(name, text_in(object, "Default"));
    if (auto good = check_value(name, object, entry->second); !good) {
      return std::unexpected(good.error());
    }
  }
  const Functions rules = functions(given, {});
  for (const auto& [name, rule] : section("Rules")) {
    for (const json::value& assertion : rule.at("Assertions").as_array()) {
      const auto holds = rules.truth(assertion.at("Assert"));
      if (!holds) return std::unexpected(holds.error());
      if (!*holds) {
        return wrong(
            fmt::format("Template error: {}", text_in(assertion.as_object(), "AssertDescription")));
      }
    }
  }
  return given;
}

Functions Template::functions(const Parameters& parameters, const Parameters& pseudo) const {
  Parameters values = parameters;
  values.insert(pseudo.begin(), pseudo.end());
  return {section("Conditions"), std::move(values)};
}

Result<std::map<std::string, std::string>> Template::outputs(const Functions& functions) const {
  std::map<std::string, std::string> out;
  for (const auto& [name, output] : section("Outputs")) {
    const auto value = functions.text(output.at("Value"));
    if (!value) return std::unexpected(value.error());
    out[name] = *value;
  }
  return out;
}

}  // namespace cloudx::sandbox
