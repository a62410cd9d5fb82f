#include "features/setup/new_profile.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "aws/core/partition.hpp"
#include "features/setup/sso_profile.hpp"

namespace cloudx::setup {

namespace {

constexpr const char* kDefaultRegion = "eu-west-1";

Question region_question(const std::string& text) {
  return {.text = text,
          .option = "--region",
          .preset = kDefaultRegion,
          .check = [](std::string_view region) -> Result<void> {
            if (aws::is_region_name(region)) return {};
            return fail(Errc::usage, fmt::format("\"{}\" is not an AWS region", region));
          }};
}

// IAM, "IAM identifiers": 16 to 128 letters and digits, AKIA or ASIA in front.
Result<void> check_key_id(std::string_view id) {
  const bool good = id.size() >= 16 && id.size() <= 128 &&
                    std::ranges::all_of(id, [](unsigned char c) { return std::isalnum(c) != 0; });
  if (good) return {};
  return fail(Errc::usage, "an access key id has at least 16 letters and digits, as AKIA...");
}

Result<std::vector<aws::FileChange>> with_access_key(const std::string& name,
                                                     const aws::SharedFiles& files,
                                                     Questions& questions) {
  aws::StaticProfile profile;
  profile.name = name;
  auto id = questions.ask(
      {.text = "AWS access key id", .option = "", .preset = std::nullopt, .check = check_key_id});
  if (!id) return std::unexpected(id.error());
  profile.access_key_id = std::move(*id);
  auto secret = questions.ask_secret(
      {.text = "AWS secret access key", .option = "", .preset = {}, .check = {}});
  if (!secret) return std::unexpected(secret.error());
  profile.secret_access_key = std::move(*secret);
  auto region = questions.ask(region_question("Region"));
  if (!region) return std::unexpected(region.error());
  profile.region = std::move(*region);
  return aws::plan_profile(files, profile);
}

using Changes = std::vector<aws::FileChange>;

Result<Changes> with_identity_center(const std::string& name, const aws::SharedFiles& files,
                                     const home::ProcessContext& context, Questions& questions,
                                     Report& report) {
  auto profile = ask_sso_profile(name, context, questions, report);
  if (!profile) return std::unexpected(profile.error());
  auto region = questions.ask(region_question("Region of your instances"));
  if (!region) return std::unexpected(region.error());
  profile->region = std::move(*region);
  return aws::plan_profile(files, *profile);
}

}  // namespace

Result<void> make_profile(const std::string& name, const aws::SharedFiles& files,
                          const home::ProcessContext& context, Questions& questions,
                          Report& report) {
  const std::vector<std::string> ways = {"access key of an IAM user",
                                         "login by IAM Identity Center (SSO)"};
  const auto way = questions.choose(
      {.text = "How does it get its credentials", .option = "", .lines = ways, .preset = 0});
  if (!way) return std::unexpected(way.error());
  const auto changes = *way == 0 ? with_access_key(name, files, questions)
                                 : with_identity_center(name, files, context, questions, report);
  if (!changes) return std::unexpected(changes.error());
  if (auto written = aws::apply(*changes); !written) return written;
  for (const auto& change : *changes) report.done(fmt::format("wrote {}", change.path.string()));
  return {};
}

}  // namespace cloudx::setup
