#include "features/hosts/cleanup.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "home/file_update.hpp"
#include "home/state_directory.hpp"
#include "hosts/block_order.hpp"
#include "hosts/duplicates.hpp"
#include "hosts/own_config.hpp"
#include "hosts/prefix_case.hpp"
#include "hosts/proxy_command.hpp"
#include "hosts/repair.hpp"
#include "hosts/tiers.hpp"
#include "sshconfig/changed_files.hpp"
#include "sshconfig/include.hpp"

namespace cloudx::hosts {

namespace fs = std::filesystem;
using sshconfig::Document;

namespace {

// The line with this program in place of the one it names; nothing for commands that are not ours.
std::optional<sshconfig::Line> with_program(const sshconfig::Line& line, const std::string& prefix,
                                            const CleanupTarget& target) {
  if (line.keyword != "proxycommand") return std::nullopt;
  auto command = parse_proxy_command(with_whole_program(line.value()), prefix);
  if (!command) return std::nullopt;
  const ProgramDefaults before = defaults_of(*command, target.directories);
  const ProgramDefaults after = defaults_of(make_proxy_command(target.program), target.directories);
  const bool named_key = command->has_option("--key-path");
  command->launcher.clear();
  command->program = target.program;
  command->connects = true;
  repair_command(*command, target.directories);
  // What is not understood may work with the older program, and does not with this one.
  if (command->has_option("--key-path")) return std::nullopt;
  keep_defaults(*command, before, after);
  if (named_key) drop_defaults(*command, after);
  return with_value(line, format(*command));
}

std::size_t set_program(Document& document, const CleanupTarget& target) {
  const std::vector<std::string> prefixes = find_prefixes(document);
  std::size_t changed = 0;
  const auto set = [&](std::vector<sshconfig::Line>& lines, const std::string& prefix) {
    for (sshconfig::Line& line : lines) {
      auto wanted = with_program(line, prefix, target);
      if (!wanted || wanted->text == line.text) continue;
      line = std::move(*wanted);
      ++changed;
    }
  };
  set(document.preamble, {});
  for (sshconfig::Block& block : document.blocks) {
    const std::vector<std::string> patterns = block.patterns();
    const auto prefix = patterns.empty() ? std::nullopt : prefix_of(patterns.front(), prefixes);
    set(block.body, prefix.value_or(""));
  }
  return changed;
}

// One step after the other; a step that would change what ssh says of a host is left out.
class Planner {
 public:
  Planner(std::string text, const CleanupTarget& target, const ConfigContext& config_context)
      : text_(std::move(text)), target_(target), context_(config_context) {}

  CleanupPlan plan() {
    repair_lines();
    unify_spelling();
    // In a new order more may turn out to be a duplicate.
    for (std::string before; before != text_;) {
      before = text_;
      drop_duplicates();
      restore_order();
    }
    tell_duplicates_and_order();
    tell_what_stays_broken();
    return {std::move(text_), std::move(notes_), std::move(broken_)};
  }

 private:
  void repair_lines() {
    Document document = sshconfig::parse(text_);
    const std::size_t quoted = quote_paths(document);
    if (quoted > 0) {
      notes_.push_back(fmt::format("{} path{} with blanks now stand{} in quotes", quoted,
                                   quoted == 1 ? "" : "s", quoted == 1 ? "s" : ""));
    }
    const std::size_t changed = set_program(document, target_);
    if (changed > 0) {
      notes_.push_back(fmt::format("{} ProxyCommand line{} now run{} {}", changed,
                                   changed == 1 ? "" : "s", changed == 1 ? "s" : "",
                                   target_.program));
    }
    if (quoted + changed > 0) text_ = render(document);
  }

  void unify_spelling() {
    Document document = sshconfig::parse(text_);
    if (!change_prefix_case(document, target_.prefix)) return;
    const std::string after = render(document);
    const bool same = same_effect(text_, after, context_, [&](std::string_view host) {
      return with_prefix_case(host, target_.prefix);
    });
    const std::string_view other = other_case(target_.prefix);
    if (!same) {
      notes_.push_back(fmt::format(
          "hosts named {}-... keep their names: as {}-... they would get other settings", other,
          target_.prefix));
      return;
    }
    text_ = after;
    notes_.push_back(fmt::format("hosts named {}-... are now {}-...", other, target_.prefix));
  }

  void drop_duplicates() {
    Document document = sshconfig::parse(text_);
    const std::size_t removed = remove_duplicates(document, find_prefixes(document));
    if (!take(render(document))) return;
    removed_ += removed;
    dropped_lines_ = true;
  }

  void restore_order() {
    Document document = sshconfig::parse(text_);
    sort_blocks(document, find_prefixes(document));
    if (take(render(document))) reordered_ = true;
  }

  void tell_duplicates_and_order() {
    if (removed_ > 0) {
      notes_.push_back(
          fmt::format("{} duplicate block{} removed", removed_, removed_ == 1 ? " was" : "s were"));
    } else if (dropped_lines_) {
      notes_.emplace_back("lines without effect were removed");
    }
    if (reordered_) notes_.emplace_back("order and banners were restored");
  }

  void tell_what_stays_broken() {
    const auto main_config = context_.files.read(context_.main_config).value_or("");
    broken_ = broken_lines(sshconfig::parse(text_), sshconfig::parse(main_config));
  }

  bool take(std::string after) {
    if (after == text_ || !same_effect(text_, after, context_)) return false;
    text_ = std::move(after);
    return true;
  }

  std::string text_;
  const CleanupTarget& target_;
  const ConfigContext& context_;
  std::vector<std::string> notes_;
  std::vector<std::string> broken_;
  std::size_t removed_ = 0;
  bool dropped_lines_ = false;
  bool reordered_ = false;
};

CleanupTarget target_of(const CleanupRequest& request, const home::ProcessContext& context) {
  const bool upper = context.program == "cloudX-proxy";
  return {request.prefix.value_or(upper ? "cloudX" : "cloudx"), context.executable.generic_string(),
          find_directories(context.home)};
}

std::string told(const CleanupPlan& plan, const fs::path& file, bool changed) {
  std::string out;
  for (const std::string& note : plan.notes) out.append(note).append("\n");
  if (!changed && plan.broken.empty()) {
    out.append(fmt::format("{} is in order: nothing to change.\n", file.string()));
  }
  for (const std::string& line : plan.broken) {
    out.append(file.string()).append(", ").append(line).append("\n");
  }
  return out;
}

}  // namespace

CleanupPlan plan_cleanup(const std::string& text, const CleanupTarget& target,
                         const ConfigContext& config_context) {
  return Planner(text, target, config_context).plan();
}

Result<std::string> run_cleanup(const CleanupRequest& request,
                                const home::ProcessContext& context) {
  const fs::path file = own_config(request.locations, context);
  if (auto there = read_own_config(file); !there) return std::unexpected(there.error());
  const sshconfig::DiskFiles disk;
  const fs::path main_config = fs::path(context.home) / ".ssh/config";
  for (const fs::path& read : {main_config, file}) {
    auto good = sshconfig::check_includes(read, context.home, disk);
    if (!good) return std::unexpected(good.error());
  }
  const CleanupTarget target = target_of(request, context);
  CleanupPlan plan;
  const home::Change change = [&](std::vector<home::FileUpdate>& updates) -> Result<void> {
    sshconfig::ChangedFiles files(disk);
    for (home::FileUpdate& update : updates | std::views::drop(1)) {
      update.after = with_quoted_include(update.after, file, context.home, disk);
      files.set(update.file, update.after);
    }
    const ConfigContext config_context{context.home, main_config, file, files};
    plan = plan_cleanup(updates[0].before.value_or(""), target, config_context);
    updates[0].after = plan.text;
    if (updates.size() > 1 && updates[1].changes()) {
      plan.notes.push_back(
          fmt::format("the Include in {} now stands in quotes", main_config.string()));
    }
    return {};
  };
  // The user's own file only where there is something to mend in it.
  std::vector<fs::path> paths{file};
  const auto main_text = disk.read(main_config);
  if (main_text && with_quoted_include(*main_text, file, context.home, disk) != *main_text) {
    paths.push_back(main_config);
  }
  auto updates = request.dry_run ? home::read_files(paths)
                                 : update_files(paths, state_directory(context), change);
  if (!updates) return std::unexpected(updates.error());
  if (request.dry_run) {
    if (auto planned = change(*updates); !planned) return std::unexpected(planned.error());
  }
  const bool changed = std::ranges::any_of(*updates, &home::FileUpdate::changes);
  return (request.dry_run ? diff_of(*updates) : "") + told(plan, file, changed);
}

}  // namespace cloudx::hosts
