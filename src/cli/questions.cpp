#include "cli/questions.hpp"

#include <cstdio>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "cli/picker.hpp"
#include "cli/terminal.hpp"

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
  for (char c = 0; line.size() < kLongestAnswer;) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 && line.empty()) return std::nullopt;
    if (got <= 0 || c == '\n') break;
    line += c;
  }
  const auto begin = line.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return std::string();
  std::string answer = line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
  wipe(line);
  return answer;
}

// The terminal without echo, for as long as it lives.
class NoEcho {
 public:
  NoEcho() : known_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!known_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &silent);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (known_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }

 private:
  termios before_{};
  bool known_;
};

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
        const NoEcho silent;  // before the question: an answer may come at once
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
    if (::isatty(STDIN_FILENO) == 1 && terminal_kind(STDOUT_FILENO) == TerminalKind::full) {
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
