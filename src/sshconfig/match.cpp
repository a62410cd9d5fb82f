#include "sshconfig/match.hpp"

#include <string>
#include <utility>
#include <vector>

#include "sshconfig/keyword.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {

namespace {

Decision decide(const Criterion& criterion, std::string_view original, std::string_view host) {
  if (criterion.name == "all") return Decision::yes;
  std::string_view subject = host;
  if (criterion.name == "originalhost") {
    subject = original;
  } else if (criterion.name != "host") {
    return Decision::unknown;
  }
  const bool matches = match_patterns(lower(subject), criterion.patterns);
  return matches != criterion.negated ? Decision::yes : Decision::no;
}

}  // namespace

// "host=a,b" is "host a,b" (match_cfg_line() takes words apart like keywords).
std::vector<Criterion> criteria_of(const Line& header) {
  std::vector<std::string> words;
  for (const std::string& word : header.words()) {
    const std::size_t equals = word.find('=');
    const bool pair = equals != std::string::npos && words.size() % 2 == 0;
    words.push_back(word.substr(0, pair ? equals : std::string::npos));
    if (pair && equals + 1 < word.size()) words.push_back(word.substr(equals + 1));
  }
  std::vector<Criterion> found;
  for (std::size_t i = 0; i < words.size(); ++i) {
    Criterion criterion;
    criterion.negated = words[i].starts_with('!');
    criterion.name = lower(std::string_view(words[i]).substr(criterion.negated ? 1 : 0));
    const bool alone =
        criterion.name == "all" || criterion.name == "canonical" || criterion.name == "final";
    if (!alone && i + 1 < words.size()) criterion.patterns = list_patterns(words[++i]);
    found.push_back(std::move(criterion));
  }
  return found;
}

Decision decide_match(std::span<const Criterion> criteria, std::string_view original,
                      std::string_view host) {
  Decision all = Decision::yes;
  for (const Criterion& criterion : criteria) {
    const Decision one = decide(criterion, original, host);
    if (one == Decision::no) return Decision::no;
    if (one == Decision::unknown) all = Decision::unknown;
  }
  return all;
}

Decision decide_match(const Line& header, std::string_view original, std::string_view host) {
  return decide_match(criteria_of(header), original, host);
}

}  // namespace cloudx::sshconfig
