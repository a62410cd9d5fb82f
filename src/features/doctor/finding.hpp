#pragma once
// What one check of doctor has found.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cloudx::doctor {

enum class Status : std::uint8_t {
  ok,
  skipped,  // not looked at; the text says why
  warn,     // works, but not always or not well
  fail,     // connecting cannot work like this
};

struct Finding {
  Status status = Status::ok;
  std::string name;    // of the check: "private key"
  std::string text;    // one clause: what is there
  std::string remedy;  // of warn and fail: what to do
};

[[nodiscard]] constexpr std::string_view status_word(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::skipped:
      return "skipped";
    case Status::warn:
      return "warn";
    case Status::fail:
      break;
  }
  return "fail";
}

[[nodiscard]] inline Finding good(std::string name, std::string text) {
  return {Status::ok, std::move(name), std::move(text), {}};
}
[[nodiscard]] inline Finding skipped(std::string name, std::string why) {
  return {Status::skipped, std::move(name), std::move(why), {}};
}
[[nodiscard]] inline Finding warning(std::string name, std::string text, std::string remedy) {
  return {Status::warn, std::move(name), std::move(text), std::move(remedy)};
}
[[nodiscard]] inline Finding failure(std::string name, std::string text, std::string remedy) {
  return {Status::fail, std::move(name), std::move(text), std::move(remedy)};
}

}  // namespace cloudx::doctor
