// What EC2's lists have in common: filters and pages.

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "sandbox/api/ec2.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

// 5 to 1000; all where it was not given. nullopt for anything else.
std::optional<std::size_t> page_size(const ApiCall& call) {
  constexpr std::size_t kAll = 1'000'000;
  const std::string text = call.field("MaxResults");
  if (text.empty()) return kAll;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool good = error == std::errc() && end == text.data() + text.size();
  return good && size >= 5 && size <= 1000 ? std::optional(size) : std::nullopt;
}

}  // namespace

bool filter_matches(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    const char sign = pattern.front();
    if (sign == '*') {
      pattern.remove_prefix(1);
      for (std::size_t i = 0; i <= text.size(); ++i) {
        if (filter_matches(pattern, text.substr(i))) return true;
      }
      return false;
    }
    if (sign == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
    const bool any = sign == '?';
    if (text.empty() || (!any && text.front() != pattern.front())) return false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  return text.empty();
}

bool passes_filters(const ApiCall& call, const ValuesOf& values_of) {
  for (std::size_t i = 1;; ++i) {
    const std::string name = call.field(fmt::format("Filter.{}.Name", i));
    if (name.empty()) return true;
    const auto patterns = call.list(fmt::format("Filter.{}.Value", i));
    const auto fits = [&](const std::string& value) {
      return std::ranges::any_of(patterns, [&](auto& p) { return filter_matches(p, value); });
    };
    if (std::ranges::none_of(values_of(name), fits)) return false;
  }
}

ApiResult page_xml(const ApiCall& call, std::string_view name,
                   const std::vector<std::string>& items) {
  const auto size = page_size(call);
  const auto page = page_of(call.field("NextToken"), items.size(), size.value_or(1));
  if (!size || !page) {
    return api_error("InvalidParameterValue", "MaxResults or NextToken is not valid");
  }
  std::string xml_items;
  for (std::size_t i = page->first; i < page->last; ++i) xml_items += items[i];
  return xml_tree(name, xml_items) +
         (page->next_token.empty() ? "" : xml("nextToken", page->next_token));
}

std::unexpected<ApiError> dry_run() {
  return api_error("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
}

}  // namespace cloudx::sandbox
