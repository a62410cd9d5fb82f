#pragma once
// A CloudFormation template in JSON, checked as CreateStack checks it before it begins.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/stacks/functions.hpp"

namespace cloudx::sandbox {

using Parameters = std::map<std::string, std::string>;

struct TemplateResource {
  std::string logical_id;
  std::string type;
  std::string condition;  // "": always
  boost::json::object properties;
};

class Template {
 public:
  // Errors: usage, in CloudFormation's words.
  [[nodiscard]] static Result<Template> parse(std::string_view body);

  // The given ones with the defaults of the others. Errors: usage, for what the template does not
  // know or permit, and for its rules.
  [[nodiscard]] Result<Parameters> complete(Parameters given) const;

  // Each after those it refers to.
  [[nodiscard]] const std::vector<TemplateResource>& resources() const { return resources_; }
  [[nodiscard]] std::string description() const;
  // "CAPABILITY_NAMED_IAM", "CAPABILITY_IAM" or "".
  [[nodiscard]] std::string needed_capability() const;
  // The template must outlive it. `pseudo`: "AWS::Region" and so on.
  [[nodiscard]] Functions functions(const Parameters& parameters, const Parameters& pseudo) const;
  // name -> value
  [[nodiscard]] Result<std::map<std::string, std::string>> outputs(
      const Functions& functions) const;
  friend bool operator==(const Template& a, const Template& b) { return a.body_ == b.body_; }

 private:
  [[nodiscard]] const boost::json::object& section(std::string_view name) const;
  [[nodiscard]] Result<void> check_references() const;
  [[nodiscard]] Result<void> put_in_order();

  boost::json::object body_;
  std::vector<TemplateResource> resources_;
};

}  // namespace cloudx::sandbox
