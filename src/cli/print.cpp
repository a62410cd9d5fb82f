#include "cli/print.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/exit_code.hpp"

namespace cloudx::cli {

int print(const Result<std::string>& text) {
  if (!text) {
    const std::string line = fmt::format("cloudx-proxy: {}\n", text.error().message);
    std::fputs(line.c_str(), stderr);
    return exit_code(text.error());
  }
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size();
  return written && std::fflush(stdout) == 0 ? kSuccess : kFailure;
}

}  // namespace cloudx::cli
