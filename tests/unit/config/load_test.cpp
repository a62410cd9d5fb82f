#include "config/load.hpp"

#include <map>

#include <gmock/gmock.h>

#include "os/platform.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::config {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kUsual =
    os::kIsWindows ? "AppData/Roaming/cloudx-proxy/config" : ".config/cloudx-proxy/config";

class LoadTest : public testing::Test {
 protected:
  [[nodiscard]] aws::Environment environment() const {
    return aws::Environment([this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      if (found == variables_.end()) return std::nullopt;
      return found->second;
    });
  }
  [[nodiscard]] Result<Configuration> load_it() const {
    return load(environment(), home_.path().string());
  }
  fs::path write(std::string_view text, const char* name = kUsual) {
    auto file = home_.write(name, text);
    if (!os::kIsWindows) fs::permissions(file, fs::perms(0644));
    return file;
  }

  test::TemporaryFolder home_;
  std::map<std::string, std::string, std::less<>> variables_;
};

TEST_F(LoadTest, MissingFileIsNoFault) {
  const auto loaded = load_it();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->file, home_.path() / kUsual);
  EXPECT_FALSE(loaded->is_there);
  EXPECT_THAT(loaded->faults, IsEmpty());
}

TEST_F(LoadTest, FileIsReadFromItsUsualPlace) {
  write("[default]\nreason = r\n");
  const auto loaded = load_it();
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->is_there);
  EXPECT_EQ(loaded->sections.defaults.at(Key::reason), "r");
}

TEST_F(LoadTest, FolderOfTheSystemMovesIt) {
  const char* const variable = os::kIsWindows ? "APPDATA" : "XDG_CONFIG_HOME";
  variables_[variable] = (home_.path() / "elsewhere").string();
  EXPECT_EQ(file_path(environment(), "/home/me"), home_.path() / "elsewhere/cloudx-proxy/config");
  variables_[variable] = "relative";
  EXPECT_EQ(file_path(environment(), home_.path().string()), home_.path() / kUsual);
}

TEST_F(LoadTest, VariableNamesAnotherFileOrNone) {
  write("[default]\nreason = usual\n");
  variables_["CLOUDX_CONFIG"] = write("[default]\nreason = other\n", "other").string();
  EXPECT_EQ(load_it()->sections.defaults.at(Key::reason), "other");
  variables_["CLOUDX_CONFIG"] = "~/other";
  EXPECT_EQ(load_it()->sections.defaults.at(Key::reason), "other");
  variables_["CLOUDX_CONFIG"] = "none";
  EXPECT_THAT(load_it()->sections.defaults, IsEmpty());
  EXPECT_EQ(load_it()->file, fs::path());
}

TEST_F(LoadTest, NamedFileThatIsMissingIsAFault) {
  variables_["CLOUDX_CONFIG"] = (home_.path() / "none-such").string();
  EXPECT_THAT(load_it()->faults, ElementsAre(HasSubstr("which CLOUDX_CONFIG names")));
}

TEST_F(LoadTest, FolderInItsPlaceIsAFaultAndAHomeThatIsNoFolderIsNone) {
  fs::create_directories(home_.path() / kUsual);
  EXPECT_THAT(load_it()->faults, ElementsAre(HasSubstr("cannot read")));
  const auto file = home_.write("file", "");
  EXPECT_THAT(load(environment(), file.string())->faults, IsEmpty());
}

TEST_F(LoadTest, FaultsHaveFileAndLine) {
  const auto file = write("[default]\nreason = r\nreson = x\n");
  const auto loaded = load_it();
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->faults, ElementsAre(HasSubstr(file.string() + ", line 3: the setting")));
  EXPECT_EQ(loaded->sections.defaults.at(Key::reason), "r");
  const auto whole = load_whole(environment(), home_.path().string());
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().kind, Errc::configuration);
  EXPECT_EQ(whole.error().message, loaded->faults.front());
}

TEST_F(LoadTest, EnvironmentHasEverySettingAndIsCheckedLikeTheFile) {
  variables_ = {{"CLOUDX_REASON", "r"},
                {"CLOUDX_DOCUMENT", "Doc"},
                {"CLOUDX_SHELL_DOCUMENT", ""},
                {"CLOUDX_CLIENT_VERSION", "new"}};
  const auto loaded = load_it();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->environment, (Values{{Key::reason, "r"}, {Key::document, "Doc"}}));
  EXPECT_THAT(loaded->faults, ElementsAre(HasSubstr("CLOUDX_CLIENT_VERSION is not a version")));
}

TEST_F(LoadTest, FileThatOthersMayWriteIsRefused) {
  if (os::kIsWindows) GTEST_SKIP() << "modes are not what counts there";
  const auto file = write("[default]\nreason = r\n");
  for (const unsigned mode : {0620U, 0602U, 0666U}) {
    fs::permissions(file, fs::perms(mode));
    const auto loaded = load_it();
    ASSERT_FALSE(loaded) << mode;
    EXPECT_EQ(loaded.error().kind, Errc::configuration);
    EXPECT_THAT(loaded.error().message, HasSubstr("others may write to it"));
  }
  for (const unsigned mode : {0600U, 0644U, 0444U}) {
    fs::permissions(file, fs::perms(mode));
    EXPECT_TRUE(load_it()) << mode;
  }
}

}  // namespace
}  // namespace cloudx::config
