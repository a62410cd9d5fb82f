#include "features/doctor/ssh_view.hpp"

namespace cloudx::doctor {

SshView::SshView(std::string_view output) {
  while (!output.empty()) {
    const std::size_t end = output.find('\n');
    const std::string_view line = output.substr(0, end);
    output = end == std::string_view::npos ? std::string_view{} : output.substr(end + 1);
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) continue;
    values_.emplace(line.substr(0, space), line.substr(space + 1));
  }
}

std::optional<std::string> SshView::get(std::string_view keyword) const {
  const auto found = values_.lower_bound(keyword);
  if (found == values_.end() || found->first != keyword) return std::nullopt;
  return found->second;
}

std::vector<std::string> SshView::all(std::string_view keyword) const {
  std::vector<std::string> out;
  const auto [first, last] = values_.equal_range(keyword);
  for (auto at = first; at != last; ++at) out.push_back(at->second);
  return out;
}

}  // namespace cloudx::doctor
