#include "sshconfig/tokens.hpp"

#include <algorithm>
#include <utility>

namespace cloudx::sshconfig {

namespace {

std::size_t skip_whitespace(std::string_view line, std::size_t at) {
  return std::min(line.find_first_not_of(kWhitespace, at), line.size());
}

// strdelim() of misc.c: one token, which a blank, a quote or "=" ends; `at` moves behind what
// separates it from the rest.
struct Token {
  std::string text;
  std::size_t begin;
  std::size_t end;
};

std::optional<Token> next_token(std::string_view line, std::size_t& at) {
  const std::size_t begin = at;
  const std::size_t stop = line.find_first_of(" \t\r\n\"=", begin);
  if (stop == std::string_view::npos) {
    at = line.size();
    return Token{std::string(line.substr(begin)), begin, line.size()};
  }
  if (line[stop] == '"') {
    const std::size_t close = line.find('"', stop + 1);
    if (close == std::string_view::npos) return std::nullopt;
    at = skip_whitespace(line, close + 1);
    std::string text(line.substr(begin, stop - begin));
    return Token{text.append(line.substr(stop + 1, close - stop - 1)), begin, close + 1};
  }
  at = skip_whitespace(line, stop + 1);
  // Only one "=" is passed over.
  if (line[stop] != '=' && at < line.size() && line[at] == '=') at = skip_whitespace(line, at + 1);
  return Token{std::string(line.substr(begin, stop - begin)), begin, stop};
}

bool is_escape(std::string_view text, std::size_t at, char quote) {
  if (text[at] != '\\' || at + 1 >= text.size()) return false;
  const char next = text[at + 1];
  return next == '\'' || next == '"' || next == '\\' || (quote == 0 && next == ' ');
}

// One word of argv_split(), from `at` to behind it; false where a quote is not closed.
bool next_word(std::string_view text, std::size_t& at, std::string* word) {
  const auto take = [word](char c) {
    if (word != nullptr) *word += c;
  };
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_escape(text, at, quote)) {
      take(text[++at]);
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      return true;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else {
      take(c);
    }
  }
  return quote == 0;
}

// Each word in turn, until there are no more: where the last one ends.
template <class NextWord>
std::optional<std::size_t> for_each_word(std::string_view arguments, const NextWord& next) {
  std::size_t end = 0;
  std::size_t at = 0;
  while (true) {
    at = arguments.find_first_not_of(" \t", at);
    if (at == std::string_view::npos || arguments[at] == '#') return end;
    if (!next(at)) return std::nullopt;
    end = at;
  }
}

}  // namespace

std::optional<KeywordSplit> split_keyword(std::string_view line) {
  std::size_t at = 0;
  std::optional<Token> token = next_token(line, at);
  // Blanks before the keyword give an empty first token.
  if (token && token->text.empty() && at < line.size()) token = next_token(line, at);
  if (!token || token->text.empty()) return std::nullopt;
  return KeywordSplit{std::move(token->text), token->begin, token->end, skip_whitespace(line, at)};
}

std::optional<Words> split_words(std::string_view arguments) {
  Words found;
  const auto end = for_each_word(arguments, [&](std::size_t& at) {
    return next_word(arguments, at, &found.words.emplace_back());
  });
  if (!end) return std::nullopt;
  found.end = *end;
  return found;
}

std::optional<std::size_t> end_of_words(std::string_view arguments) {
  return for_each_word(arguments,
                       [&](std::size_t& at) { return next_word(arguments, at, nullptr); });
}

std::string quoted_word(std::string_view word) {
  const bool plain = !word.empty() &&
                     word.find_first_of(" \t\r\f\"'\\") == std::string_view::npos &&
                     word.front() != '#' && word.front() != '=';
  if (plain) return std::string(word);
  std::string out = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

std::string percent_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%') out += '%';
    out += c;
  }
  return out;
}

std::optional<std::string> without_percent_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      ++i;
      if (i == text.size() || text[i] != '%') return std::nullopt;
    }
    plain += text[i];
  }
  return plain;
}

}  // namespace cloudx::sshconfig
