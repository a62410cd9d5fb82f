#include "cli/questions.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "cli/picker.hpp"
#include "os/standard_stream.hpp"
#include "os/terminal.hpp"

namespace cloudx::cli {

namespace {

constexpr std::size_t kLongestAnswer = 4096;

std::unexpected<Error> unanswered(std::string_view text, std::string_view option) {
  const std::string hint = option.empty() ? "" : fmt::format(": give it with {}", option);
  return fail(Errc::usage, fmt::format("\"{}\" has no answer{}", text, hint));
}

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// Byte by byte: what comes behind the line may be meant for somebody else. The line may be a
// secret: no copy of it is left in freed memory.
std::optional<std::string> read_line() {
  std::string line;
  line.reserve(kLongestAnswer);
  while (line.size() < kLongestAnswer) {
    const auto c = os::read_byte();
    if (!c && line.empty()) return std::nullopt;
    if (!c || *c == '\n') break;
    line += *c;
  }
  const auto begin = line.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return std::string();
  std::string answer = line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
  wipe(line);
  return answer;
}

bool can_pick() {
  using os::StandardStream;
  using os::TerminalKind;
  return os::terminal_kind(StandardStream::input) != TerminalKind::none &&
         os::terminal_kind(StandardStream::output) == TerminalKind::full;
}

class TerminalQuestions final : public setup::Questions {
 public:
  Result<std::string> ask(const setup::Question& question) override {
    for (;;) {
      const std::string preset =
          question.preset ? fmt::format(" [{}]", printable(*question.preset)) : "";
      say(fmt::format("{}{}: ", question.text, preset));
      auto answer = read_line();
      if (!answer) return ended(question.text, question.option);
      if (answer->empty() && question.preset) answer = question.preset;
      if (answer->empty()) continue;
      if (!question.check) return *answer;
      const auto good = question.check(*answer);
      if (good) return *answer;
      say(fmt::format("  {}\n", good.error().message));
    }
  }

  Result<Secret> ask_secret(const setup::Question& question) override {
    for (;;) {
      auto answer = [&] {
        const os::TypingMode unseen(
            os::Typing::unseen_line);  // before the question: an answer may come at once
        say(fmt::format("{} (not shown): ", question.text));
        return read_line();
      }();
      if (!answer) return std::unexpected(ended(question.text, "").error());
      Secret secret(std::move(*answer));
      if (!secret.empty()) return secret;
    }
  }

  Result<bool> confirm(std::string_view text, bool preset) override {
    for (;;) {
      say(fmt::format("{} [{}]: ", text, preset ? "Y/n" : "y/N"));
      const auto answer = read_line();
      if (!answer) return std::unexpected(ended(text, "").error());
      if (answer->empty()) return preset;
      if (*answer == "y" || *answer == "Y" || *answer == "yes") return true;
      if (*answer == "n" || *answer == "N" || *answer == "no") return false;
    }
  }

  Result<std::size_t> choose(const setup::Choices& choices) override {
    if (can_pick()) {
      const auto picked = pick(choices);
      if (picked) return *picked;
      return fail(Errc::interrupted, "interrupted");
    }
    return choose_by_number(choices);
  }

  [[nodiscard]] bool interactive() const override { return true; }

 private:
  static std::unexpected<Error> ended(std::string_view text, std::string_view option) {
    say("\n");
    return unanswered(text, option);
  }

  static Result<std::size_t> choose_by_number(const setup::Choices& choices) {
    for (std::size_t i = 0; i < choices.lines.size(); ++i) {
      say(fmt::format("{:>4}  {}\n", i + 1, printable(choices.lines[i])));
    }
    for (;;) {
      const std::string preset = choices.preset ? fmt::format(" [{}]", *choices.preset + 1) : "";
      say(fmt::format("{} (number){}: ", choices.text, preset));
      const auto answer = read_line();
      if (!answer) return std::unexpected(ended(choices.text, choices.option).error());
      if (answer->empty() && choices.preset) return *choices.preset;
      if (const auto index = matching_choice(choices.lines, *answer)) return *index;
      say(fmt::format("  a number from 1 to {}\n", choices.lines.size()));
    }
  }
};

class UnattendedQuestions final : public setup::Questions {
 public:
  Result<std::string> ask(const setup::Question& question) override {
    if (!question.preset) return unanswered(question.text, question.option);
    return *question.preset;
  }
  Result<Secret> ask_secret(const setup::Question& question) override {
    return std::unexpected(unanswered(question.text, question.option).error());
  }
  Result<bool> confirm(std::string_view /*text*/, bool preset) override { return preset; }
  Result<std::size_t> choose(const setup::Choices& choices) override {
    if (!choices.preset) return std::unexpected(unanswered(choices.text, choices.option).error());
    return *choices.preset;
  }
  [[nodiscard]] bool interactive() const override { return false; }
};

}  // namespace

std::unique_ptr<setup::Questions> make_terminal_questions() {
  return std::make_unique<TerminalQuestions>();
}

std::unique_ptr<setup::Questions> make_unattended_questions() {
  return std::make_unique<UnattendedQuestions>();
}

}  // namespace cloudx::cli
