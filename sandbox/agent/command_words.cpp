#include "sandbox/agent/command_words.hpp"

#include <utility>

namespace cloudx::sandbox {

namespace {

enum class State : std::uint8_t {
  between,
  word,
  escaped,
  quoted,          // '...'
  double_quoted,   // "..."
  double_escaped,  // after a backslash in it
  comment,
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

class Splitter {
 public:
  void take(char c) {
    switch (state_) {
      case State::between:
        if (!is_blank(c)) begin(c);
        break;
      case State::word:
        take_in_word(c);
        break;
      case State::escaped:
        add(c, State::word);
        break;
      case State::quoted:
        c == '\'' ? go(State::word) : add(c, State::quoted);
        break;
      case State::double_quoted:
        c == '"' ? go(State::word) : (c == '\\' ? go(State::double_escaped) : add(c, state_));
        break;
      case State::double_escaped:
        add(c, State::double_quoted);
        break;
      case State::comment:
        if (c == '\n') go(State::between);
        break;
    }
  }

  Result<std::vector<std::string>> finish() {
    switch (state_) {
      case State::escaped:
      case State::double_escaped:
        return fail(Errc::usage, "EOF found after escape character");
      case State::quoted:
      case State::double_quoted:
        return fail(Errc::usage, "EOF found when expecting closing quote");
      case State::word:
        words_.push_back(std::move(word_));
        break;
      default:
        break;
    }
    return std::move(words_);
  }

 private:
  void go(State next) { state_ = next; }
  void add(char c, State next) {
    word_ += c;
    state_ = next;
  }
  void begin(char c) { c == '#' ? go(State::comment) : take_in_word(c); }
  void take_in_word(char c) {
    if (is_blank(c)) {
      words_.push_back(std::exchange(word_, {}));
      go(State::between);
    } else if (c == '\'') {
      go(State::quoted);
    } else if (c == '"') {
      go(State::double_quoted);
    } else if (c == '\\') {
      go(State::escaped);
    } else {
      add(c, State::word);
    }
  }

  State state_ = State::between;
  std::string word_;
  std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<std::string>> split_command(std::string_view text) {
  Splitter splitter;
  for (const char c : text) splitter.take(c);
  return splitter.finish();
}

}  // namespace cloudx::sandbox
