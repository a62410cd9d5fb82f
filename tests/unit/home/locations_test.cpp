#include "home/locations.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::home {
namespace {

class LocationsTest : public testing::Test {
 protected:
  Locations find(const LocationRequest& request = {}, const char* program = "cloudx-proxy") {
    return find_locations(request,
                          {program, home_.path().string(), aws::Environment::of_process(), {}});
  }
  test::TemporaryFolder home_;
};

TEST_F(LocationsTest, VscodeIsTheDefault) {
  const Locations found = find();
  EXPECT_EQ(found.default_profile, "vscode");
  EXPECT_EQ(found.public_key, home_.path() / ".ssh/vscode/vscode.pub");
}

TEST_F(LocationsTest, ExistingCloudXFolderWins) {
  std::filesystem::create_directories(home_.path() / ".ssh/cloudX");
  const Locations found = find();
  EXPECT_EQ(found.default_profile, "cloudX");
  EXPECT_EQ(found.public_key, home_.path() / ".ssh/cloudX/cloudX.pub");
}

TEST_F(LocationsTest, ProgramCalledCloudXProxyUsesItsNames) {
  EXPECT_EQ(find({}, "cloudX-proxy").public_key, home_.path() / ".ssh/cloudX/cloudX.pub");
}

// Who had ~/.ssh/vscode made and calls the program by its other name keeps key and profile.
TEST_F(LocationsTest, ExistingVscodeFolderGoesOnUnderBothNames) {
  std::filesystem::create_directories(home_.path() / ".ssh/vscode");
  const Locations found = find({}, "cloudX-proxy");
  EXPECT_EQ(found.default_profile, "vscode");
  EXPECT_EQ(found.ssh_config, home_.path() / ".ssh/vscode/config");
  std::filesystem::create_directories(home_.path() / ".ssh/cloudX");
  EXPECT_EQ(find({}, "cloudX-proxy").default_profile, "cloudX");
  EXPECT_EQ(find().default_profile, "cloudX");
}

TEST_F(LocationsTest, DirectoryAndKeyAreTakenAsGiven) {
  LocationRequest request;
  request.ssh_key = "work";
  request.ssh_config = "~/keys/config";
  EXPECT_EQ(find(request).public_key, home_.path() / "keys/work.pub");
  request.ssh_dir = "/elsewhere";
  EXPECT_EQ(find(request).public_key, "/elsewhere/work.pub");
}

TEST_F(LocationsTest, ConfigFileWithoutAFolderMeansTheCurrentOne) {
  LocationRequest request;
  request.ssh_config = "config";
  EXPECT_EQ(find(request).public_key, "./vscode.pub");
}

// list and start look for hosts in the same file.
TEST_F(LocationsTest, HostsAreInTheFileThatThereIs) {
  const auto config = [&](const LocationRequest& request = {}) {
    return own_config(request,
                      {"cloudx-proxy", home_.path().string(), aws::Environment::of_process(), {}});
  };
  EXPECT_EQ(config(), home_.path() / ".ssh/vscode/config");
  std::filesystem::create_directories(home_.path() / ".ssh/cloudX");
  EXPECT_EQ(config(), home_.path() / ".ssh/cloudX/config");
  const auto written = home_.write(".ssh/vscode/config", "");
  EXPECT_EQ(config(), written);
  LocationRequest named;
  named.ssh_dir = "/elsewhere";
  EXPECT_EQ(config(named), "/elsewhere/config");
}

}  // namespace
}  // namespace cloudx::home
