#include "sandbox/stacks/functions.hpp"

#include <functional>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

std::unexpected<Error> wrong(std::string text) {
  return fail(Errc::usage, "Template error: " + std::move(text));
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : std::string();
}

// {"Ref": ...}, {"Condition": ...} or {"Fn::...": ...}.
const json::key_value_pair* function_in(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 1) return nullptr;
  const std::string_view name(object->begin()->key().data(), object->begin()->key().size());
  return name == "Ref" || name.starts_with("Fn::") ? &*object->begin() : nullptr;
}

const json::value& item(const json::value& list, std::size_t index) {
  static const json::value kNone;
  const json::array* array = list.if_array();
  return array != nullptr && index < array->size() ? (*array)[index] : kNone;
}

// Calls `name` for each ${NAME} and `literal` for what lies between.
void split_substitution(std::string_view text, const std::function<void(std::string_view)>& literal,
                        const std::function<void(std::string_view)>& name) {
  while (true) {
    const std::size_t open = text.find("${");
    const std::size_t close = text.find('}', open);
    literal(text.substr(0, open));
    if (open == std::string_view::npos || close == std::string_view::npos) return;
    name(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 1);
  }
}

}  // namespace

Result<std::string> Functions::reference(const std::string& name) const {
  if (const auto found = values_.find(name); found != values_.end()) return found->second;
  if (const auto found = resources_.find(name); found != resources_.end()) {
    return found->second.physical_id;
  }
  return wrong(fmt::format("unresolved reference to {}", name));
}

Result<std::string> Functions::attribute(const std::string& name,
                                         const std::string& attribute) const {
  const auto resource = resources_.find(name);
  if (resource == resources_.end()) return wrong(fmt::format("there is no resource {}", name));
  const auto found = resource->second.attributes.find(attribute);
  if (found != resource->second.attributes.end()) return found->second;
  return wrong(
      fmt::format("resource {} does not support attribute type {} in Fn::GetAtt", name, attribute));
}

Result<std::string> Functions::substitute(std::string_view text) const {
  std::string out;
  Result<void> good;
  split_substitution(
      text, [&](std::string_view literal) { out += literal; },
      [&](std::string_view name) {
        const std::size_t dot = name.find('.');
        const auto value =
            dot == std::string_view::npos
                ? reference(std::string(name))
                : attribute(std::string(name.substr(0, dot)), std::string(name.substr(dot + 1)));
        if (value) out += *value;
        if (!value && good) good = std::unexpected(value.error());
      });
  if (!good) return std::unexpected(good.error());
  return out;
}

Result<std::string> Functions::join(const json::value& argument) const {
  std::string out;
  const json::array* parts = item(argument, 1).if_array();
  if (parts == nullptr) return wrong("Fn::Join needs a delimiter and a list");
  for (const json::value& part : *parts) {
    const auto value = text(part);
    if (!value) return value;
    if (&part != &parts->front()) out += text_of(item(argument, 0));
    out += *value;
  }
  return out;
}

Result<bool> Functions::holds(const std::string& condition) const {
  const json::value* found = conditions_.if_contains(condition);
  if (found == nullptr) return wrong(fmt::format("unresolved condition {}", condition));
  return truth(*found);
}

Result<bool> Functions::truth(const json::value& value) const {
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 1) return wrong("a condition must be a function");
  const std::string name(object->begin()->key());
  const json::value& argument = object->begin()->value();
  if (name == "Condition") return holds(text_of(argument));
  if (name == "Fn::Equals") {
    const auto left = text(item(argument, 0));
    const auto right = text(item(argument, 1));
    if (!left || !right) return std::unexpected(left ? right.error() : left.error());
    return *left == *right;
  }
  if (name != "Fn::Not" && name != "Fn::And" && name != "Fn::Or") {
    return wrong(fmt::format("{} gives no truth", name));
  }
  std::size_t true_ones = 0;
  const std::size_t all = argument.is_array() ? argument.get_array().size() : 0;
  for (std::size_t i = 0; i < all; ++i) {
    const auto one = truth(item(argument, i));
    if (!one) return one;
    if (*one) ++true_ones;
  }
  if (name == "Fn::Not") return true_ones == 0;
  return name == "Fn::And" ? true_ones == all : true_ones > 0;
}

Result<json::value> Functions::call(std::string_view name, const json::value& argument) const {
  if (name == "Fn::If") {
    const auto condition = holds(text_of(item(argument, 0)));
    if (!condition) return std::unexpected(condition.error());
    return evaluate(item(argument, *condition ? 1 : 2));
  }
  Result<std::string> result = wrong(fmt::format("{} is not known here", name));
  if (name == "Ref") {
    result = reference(text_of(argument));
  } else if (name == "Fn::GetAtt") {
    result = attribute(text_of(item(argument, 0)), text_of(item(argument, 1)));
  } else if (name == "Fn::Sub") {
    result = substitute(text_of(argument));
  } else if (name == "Fn::Join") {
    result = join(argument);
  } else if (name == "Fn::Base64") {
    result = text(argument);
    if (result) result = base64(as_bytes(*result));
  }
  if (!result) return std::unexpected(result.error());
  return json::value(*result);
}

Result<json::value> Functions::evaluate(const json::value& value) const {
  if (const auto* function = function_in(value)) return call(function->key(), function->value());
  if (const json::object* object = value.if_object()) {
    json::object out;
    for (const auto& [key, inner] : *object) {
      auto done = evaluate(inner);
      if (!done) return done;
      out.emplace(key, std::move(*done));
    }
    return json::value(std::move(out));
  }
  if (const json::array* array = value.if_array()) {
    json::array out;
    for (const json::value& inner : *array) {
      auto done = evaluate(inner);
      if (!done) return done;
      out.push_back(std::move(*done));
    }
    return json::value(std::move(out));
  }
  return value;
}

Result<std::string> Functions::text(const json::value& value) const {
  const auto done = evaluate(value);
  if (!done) return std::unexpected(done.error());
  if (!done->is_string()) return wrong("a text is needed");
  return std::string(done->get_string());
}

std::set<std::string> references_in(const json::value& value) {
  std::set<std::string> names;
  const auto add_all = [&](const json::value& inner) { names.merge(references_in(inner)); };
  if (const auto* function = function_in(value)) {
    const json::value& argument = function->value();
    if (function->key() == "Ref") names.insert(text_of(argument));
    if (function->key() == "Fn::GetAtt") names.insert(text_of(item(argument, 0)));
    if (function->key() == "Fn::Sub") {
      split_substitution(
          text_of(argument), [](std::string_view) {},
          [&](std::string_view name) { names.emplace(name.substr(0, name.find('.'))); });
    }
    if (function->key() != "Fn::GetAtt") add_all(argument);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& [key, inner] : *object) add_all(inner);
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& inner : *array) add_all(inner);
  }
  return names;
}

}  // namespace cloudx::sandbox
