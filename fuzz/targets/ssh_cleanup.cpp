// cleanup of an ssh_config file with our hosts: it means the same afterwards, and a second run
// finds nothing to do.
//
// Input: a byte for the name that the program is called by, then the file.

#include <cstdint>
#include <string>

#include "features/hosts/cleanup.hpp"
#include "features/hosts/spelling.hpp"
#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "sshconfig/document.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

class NoFiles final : public sshconfig::Files {
 public:
  [[nodiscard]] std::optional<std::string> read(
      const std::filesystem::path& /*file*/) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<std::filesystem::path> glob(
      const std::string& /*pattern*/) const override {
    return {};
  }
  [[nodiscard]] std::filesystem::path canonical(const std::filesystem::path& path) const override {
    return path;
  }
};

std::size_t comments(const sshconfig::Document& document) {
  std::size_t found = 0;
  const auto count = [&](const std::vector<sshconfig::Line>& lines) {
    for (const sshconfig::Line& line : lines) {
      if (line.kind == sshconfig::LineKind::comment && line.text.contains("mine")) ++found;
    }
  };
  count(document.preamble);
  for (const sshconfig::Block& block : document.blocks) {
    count(block.lead);
    count(block.body);
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string prefix = input.byte() % 2 == 0 ? "cloudx" : "cloudX";
  const std::string text(input.text());
  const NoFiles files;
  const hosts::World world{"/h", "/h/.ssh/config", "/h/.ssh/cloudX/config", files};
  // With the directory of that name the program's name decides nothing: no flags have to be added.
  const hosts::CleanupTarget target{
      prefix, "/usr/bin/" + prefix + "-proxy", {"/h/.ssh", true, false}};
  const hosts::CleanupPlan plan = plan_cleanup(text, target, world);
  // Whether names were respelled is the plan's choice; either way they mean the same.
  const bool same = same_meaning(text, plan.text, world) ||
                    same_meaning(text, plan.text, world, [&](std::string_view host) {
                      return hosts::respelled(host, prefix);
                    });
  expect(same, "what ssh says of a host stays");
  expect(comments(sshconfig::parse(text)) == comments(sshconfig::parse(plan.text)),
         "comments of the user's stay");
  expect(plan_cleanup(plan.text, target, world).text == plan.text, "a second run changes nothing");
  return 0;
}
