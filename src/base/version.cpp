#include "base/version.hpp"

#include <fmt/format.h>

namespace cloudx {

namespace {

#include <commit.inc>  // kCommit; src/base/CMakeLists.txt has it written

constexpr Version kThis{.number = CLOUDX_VERSION, .commit = kCommit};

std::string with_commit(char between, const Version& version) {
  std::string text = fmt::format("cloudx-proxy{}{}", between, version.number);
  if (!version.commit.empty()) text += fmt::format(" ({})", version.commit);
  return text;
}

}  // namespace

const Version& this_version() {
  return kThis;
}

std::string version_line(const Version& version) {
  return with_commit(' ', version);
}

std::string user_agent(const Version& version) {
  return with_commit('/', version);
}

}  // namespace cloudx
