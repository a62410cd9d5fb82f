#include "features/forward/named_set.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "features/forward/forward_spec.hpp"

namespace cloudx::forward {

namespace {

// Adds them, each after a look: what is wrong in a file is told with its line.
template <class Parse>
Result<void> take(std::vector<std::string>& into, const std::vector<config::ForwardEnd>& ends,
                  const Parse& parse, const config::Configuration& configuration) {
  for (const config::ForwardEnd& end : ends) {
    if (const auto spec = parse(end.text); !spec) {
      return fail(Errc::configuration, fmt::format("{}, line {}: {}", configuration.file.string(),
                                                   end.line, spec.error().message));
    }
    into.push_back(end.text);
  }
  return {};
}

}  // namespace

Result<ForwardRequest> with_named_set(ForwardRequest request,
                                      const config::Configuration& configuration) {
  const bool has_ends = !request.local.empty() || !request.dynamic.empty();
  const auto& sets = configuration.sections.forwards;
  const auto set = sets.find(request.node.target);
  if (set == sets.end()) {
    if (has_ends) return request;
    const std::string name = excerpt(printable(request.node.target), 80);
    return fail(Errc::usage,
                "nothing is to be forwarded: give -L or -D, or the name of a set" +
                    (configuration.file.empty() ? ""
                                                : fmt::format(" (there is no [forward {}] in {})",
                                                              name, configuration.file.string())));
  }
  request.node.target = set->second.target;
  if (has_ends) return request;
  if (auto taken = take(request.local, set->second.local, parse_forward, configuration); !taken) {
    return std::unexpected(taken.error());
  }
  if (auto taken = take(request.dynamic, set->second.dynamic, parse_dynamic, configuration);
      !taken) {
    return std::unexpected(taken.error());
  }
  return request;
}

}  // namespace cloudx::forward
