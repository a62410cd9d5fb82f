#include "sshconfig/reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sshconfig/include.hpp"
#include "sshconfig/keyword.hpp"

namespace cloudx::sshconfig {

namespace fs = std::filesystem;

struct Reader::Question {
  std::string_view host;
  Answer answer;

  // As far as it is known yet.
  [[nodiscard]] std::string_view host_name() const {
    for (const Setting* setting : answer.settings) {
      if (setting->keyword == "hostname" && !setting->words.empty()) return setting->words.front();
    }
    return host;
  }

  void take(const Setting& setting) {
    const std::string_view name = setting_of(setting.keyword);
    const bool taken = std::ranges::any_of(
        answer.settings, [&](const Setting* known) { return setting_of(known->keyword) == name; });
    if (taken) {
      if (!is_cumulative(setting.keyword) && setting.keyword != "include") return;
      // ssh keeps the first of two equal identities.
      const bool again = setting.keyword == "identityfile" &&
                         std::ranges::any_of(answer.settings, [&](const Setting* known) {
                           return *known == setting;
                         });
      if (again) return;
    }
    answer.settings.push_back(&setting);
  }
};

Reader::Reader(const Document& document) : document_(document) {
  prepare(document);
}

Reader::Reader(const Document& document, const fs::path& home, const Files& files)
    : document_(document), tree_(std::in_place, document, home, files) {
  prepare(document);
}

void Reader::prepare(const Document& document) {
  std::unique_ptr<Prepared>& place = prepared_[&document];
  if (place) return;
  place = std::make_unique<Prepared>(document);
  Prepared& made = *place;  // the table may grow meanwhile
  made.preamble = prepared(document.preamble);
  made.bodies.reserve(document.blocks.size());
  made.criteria.resize(document.blocks.size());
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    const Block& block = document.blocks[i];
    made.bodies.push_back(prepared(block.body));
    if (block.kind == BlockKind::match) made.criteria[i] = criteria_of(block.header);
  }
}

std::vector<Reader::Item> Reader::prepared(const std::vector<Line>& lines) {
  std::vector<Item> items;
  for (const Line& line : lines) {
    if (line.kind != LineKind::directive) continue;
    if (tree_ && line.keyword == "include") {
      for (const Document* included : tree_->read_by(line)) prepare(*included);
      items.push_back({{}, &line});
    } else {
      items.push_back({{line.keyword, line.words()}, nullptr});
    }
  }
  return items;
}

bool Reader::applies(const std::vector<Criterion>& criteria, Question& question) {
  const Decision decision = decide_match(criteria, question.host, question.host_name());
  if (decision == Decision::unknown) question.answer.undecided = true;
  return decision == Decision::yes;
}

void Reader::take(const std::vector<Item>& items, int depth, Question& question) const {
  for (const Item& item : items) {
    if (item.include == nullptr) {
      question.take(item.setting);
    } else if (depth < kMaximalDepth) {
      for (const Document* included : tree_->read_by(*item.include)) {
        read(*included, depth + 1, question);
      }
    }
  }
}

void Reader::read(const Document& document, int depth, Question& question) const {
  const Prepared& made = *prepared_.at(&document);
  take(made.preamble, depth, question);
  for (const std::size_t i : made.index.of_name(question.host)) {
    // Of Host blocks the index gives those that count.
    const bool host = document.blocks[i].kind == BlockKind::host;
    if (host || applies(made.criteria[i], question)) take(made.bodies[i], depth, question);
  }
}

Reader::Answer Reader::look_up(std::string_view host) const {
  Question question{host, {}};
  read(document_, 0, question);
  return std::move(question.answer);
}

Resolution Reader::resolve(std::string_view host) const {
  const Answer answer = look_up(host);
  Resolution found;
  found.undecided = answer.undecided;
  for (const Setting* setting : answer.settings) found.settings.push_back(*setting);
  return found;
}

}  // namespace cloudx::sshconfig
