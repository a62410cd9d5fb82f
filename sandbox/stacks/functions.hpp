#pragma once
// The intrinsic functions of CloudFormation templates, as far as templates here use them: Ref,
// Fn::GetAtt, Fn::Sub, Fn::Join, Fn::Base64, Fn::If, and those of conditions.

#include <map>
#include <set>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"

namespace cloudx::sandbox {

struct ResourceValues {
  std::string physical_id;                        // what Ref gives
  std::map<std::string, std::string> attributes;  // what Fn::GetAtt gives
};

class Functions {
 public:
  // `conditions` of the template must outlive this object. `values`: parameters and pseudo
  // parameters ("AWS::Region").
  Functions(const boost::json::object& conditions, std::map<std::string, std::string> values)
      : conditions_(conditions), values_(std::move(values)) {}

  void set(const std::string& logical_id, ResourceValues values) {
    resources_[logical_id] = std::move(values);
  }

  // The value with every function carried out. Errors: usage, in CloudFormation's words.
  [[nodiscard]] Result<boost::json::value> evaluate(const boost::json::value& value) const;
  [[nodiscard]] Result<std::string> text(const boost::json::value& value) const;
  // Of a condition by its name, or of a function that gives true or false.
  [[nodiscard]] Result<bool> holds(const std::string& condition) const;
  [[nodiscard]] Result<bool> truth(const boost::json::value& value) const;

 private:
  [[nodiscard]] Result<boost::json::value> call(std::string_view name,
                                                const boost::json::value& argument) const;
  [[nodiscard]] Result<std::string> reference(const std::string& name) const;
  [[nodiscard]] Result<std::string> attribute(const std::string& name,
                                              const std::string& attribute) const;
  [[nodiscard]] Result<std::string> substitute(std::string_view text) const;
  [[nodiscard]] Result<std::string> join(const boost::json::value& argument) const;

  const boost::json::object& conditions_;
  std::map<std::string, std::string> values_;
  std::map<std::string, ResourceValues> resources_;
};

// The names that Ref, Fn::GetAtt and Fn::Sub in it speak of.
[[nodiscard]] std::set<std::string> references_in(const boost::json::value& value);

}  // namespace cloudx::sandbox
