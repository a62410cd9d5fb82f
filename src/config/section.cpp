#include "config/section.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/core/command_words.hpp"
#include "base/printable.hpp"

namespace cloudx::config {

Result<Section> read_section(std::string_view title) {
  const std::string shown = excerpt(printable(title), 80);
  auto words = aws::command_words(title);
  if (!words)
    return fail(Errc::configuration, fmt::format("the quotes of [{}] have no end", shown));
  const std::string kind = words->empty() ? "" : words->front();
  if (!words->empty()) words->erase(words->begin());
  Section section{.kind = SectionKind::defaults, .names = std::move(*words)};
  if (kind == "default" && section.names.empty()) return section;
  if (kind == "host") {
    section.kind = SectionKind::host;
    if (!section.names.empty()) return section;
    return fail(Errc::configuration, "[host] has no pattern");
  }
  if (kind == "profile" || kind == "forward") {
    section.kind = kind == "profile" ? SectionKind::profile : SectionKind::forward;
    if (section.names.size() == 1 && !section.names.front().empty()) return section;
    return fail(Errc::configuration, fmt::format("[{}] has to have one name", shown));
  }
  return fail(Errc::configuration,
              fmt::format("the section [{}] is not known; there are [default], [profile NAME], "
                          "[host PATTERN] and [forward NAME]",
                          shown));
}

}  // namespace cloudx::config
