#include "cli/invocation.hpp"

#include <span>
#include <string>
#include <string_view>

#include <openssl/crypto.h>

#include "os/program_path.hpp"

namespace cloudx::cli {

namespace {

constexpr std::string_view kOption = "--api-key";

// The command of a relay that an original name stands for, or nullptr.
const char* command_of(std::string_view called) {
  const std::string_view name = os::program_name(called);
  if (name == "ssh-connect") return "connect";
  if (name == "ssh-forward") return "forward";
  return nullptr;
}

Secret take_text(char* text) {
  Secret secret{std::string(text)};
  OPENSSL_cleanse(text, std::string_view(text).size());
  return secret;
}

// All but the key.
void take_words(std::span<char*> words, Invocation& into) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == kOption && at + 1 < words.size()) {
      into.api_key = take_text(words[++at]);
    } else if (word.starts_with(kOption) && word.substr(kOption.size()).starts_with('=')) {
      into.api_key = take_text(words[at] + kOption.size() + 1);
    } else {
      into.words.push_back(words[at]);
    }
  }
}

}  // namespace

Invocation take_invocation(int argc, char** argv) {
  Invocation invocation;
  const std::span all(argv, static_cast<std::size_t>(argc));
  if (all.empty()) return invocation;
  const char* const command = command_of(all[0]);
  if (command == nullptr && (all.size() < 2 || std::string_view(all[1]) != "relay")) {
    invocation.words.assign(all.begin(), all.end());
    return invocation;
  }
  invocation.words.push_back(all[0]);
  if (command != nullptr) invocation.words.insert(invocation.words.end(), {"relay", command});
  take_words(all.subspan(1), invocation);
  return invocation;
}

}  // namespace cloudx::cli
