#pragma once
// What setup asks, apart from how: a terminal, --yes and tests each answer in their own way.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::setup {

struct Question {
  std::string text;                   // "AWS region"
  std::string option;                 // "--region": how to give the answer ahead
  std::optional<std::string> preset;  // taken for an empty answer
  // Says what is wrong with an answer; the question is asked again. Empty: anything goes.
  std::function<Result<void>(std::string_view)> check;
};

struct Choices {
  std::string text;
  std::string option;
  std::vector<std::string> lines;     // one each, as shown
  std::optional<std::size_t> preset;  // index, taken for an empty answer
};

// Errors: usage when an answer is lacking where nobody can be asked (the option is named),
// interrupted when the user ended the dialogue.
class Questions {
 public:
  virtual ~Questions() = default;
  virtual Result<std::string> ask(const Question& question) = 0;
  // Typed without being shown; never from a command line.
  virtual Result<Secret> ask_secret(const Question& question) = 0;
  virtual Result<bool> confirm(std::string_view text, bool preset) = 0;
  // An index into `lines`.
  virtual Result<std::size_t> choose(const Choices& choices) = 0;
  // False: nobody is there to ask (--yes).
  [[nodiscard]] virtual bool interactive() const = 0;
};

}  // namespace cloudx::setup
