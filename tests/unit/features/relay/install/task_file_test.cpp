#include "features/relay/install/task_file.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "base/windows_words.hpp"
#include "features/relay/install/start_commands.hpp"

namespace cloudx::relay {
namespace {

ServiceFile service() {
  return {.program = R"(C:\Program Files\cloudx & co\cloudx-proxy.exe)",
          .key_file = R"(C:\Users\jörg\relay.key)",
          .identity = "C:\\my keys\\",
          .options = {"--id", "my<pc>"},
          .run_as = R"(PC\jörg)",
          .variables = {{.name = "https_proxy", .value = "http://proxy:3128"}},
          .log_file = R"(C:\log.txt)"};
}

pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(text.c_str()));
  return document;
}

TEST(TaskFile, RunsTheProgramWithItsArguments) {
  const std::string text = task_xml(service(), false);
  const auto document = parsed(text);
  const auto exec = document.child("Task").child("Actions").child("Exec");
  EXPECT_STREQ(exec.child_value("Command"), R"("C:\Program Files\cloudx & co\cloudx-proxy.exe")");
  const auto words = split_windows_words(exec.child_value("Arguments"));
  ASSERT_TRUE(words);
  std::vector<std::string> arguments;
  for (const WindowsWord& word : *words) arguments.push_back(word.text);
  EXPECT_EQ(arguments,
            (std::vector<std::string>{"relay", "forward", "--id", "my<pc>", "--api-key-file",
                                      R"(C:\Users\jörg\relay.key)", "--identity", "C:\\my keys\\",
                                      "--log-file", R"(C:\log.txt)"}));
}

TEST(TaskFile, IsInASCIIAndNamesWhoItRunsAs) {
  const std::string text = task_xml(service(), false);
  for (const char c : text) EXPECT_GT(c, 0);
  const auto document = parsed(text);
  const auto task = document.child("Task");
  const auto principal = task.child("Principals").child("Principal");
  EXPECT_STREQ(principal.child_value("UserId"), R"(PC\jörg)");
  EXPECT_STREQ(principal.child_value("LogonType"), "S4U");
}

TEST(TaskFile, BeginsWithWindowsOrWithTheUsersLogin) {
  const auto trigger_of = [](const pugi::xml_document& document) {
    return document.child("Task").child("Triggers").first_child();
  };
  const auto of_windows = parsed(task_xml(service(), false));
  const auto of_user = parsed(task_xml(service(), true));
  EXPECT_STREQ(trigger_of(of_windows).name(), "BootTrigger");
  EXPECT_STREQ(trigger_of(of_user).name(), "LogonTrigger");
  EXPECT_STREQ(trigger_of(of_user).child_value("UserId"), R"(PC\jörg)");
}

TEST(TaskFile, RunsForEver) {
  const auto document = parsed(task_xml(service(), false));
  const auto settings = document.child("Task").child("Settings");
  EXPECT_STREQ(settings.child_value("ExecutionTimeLimit"), "PT0S");
  EXPECT_STREQ(settings.child_value("StopIfGoingOnBatteries"), "false");
  EXPECT_STREQ(settings.child("RestartOnFailure").child_value("Interval"), "PT1M");
}

TEST(TaskFile, IsMadeAndStartedByCommands) {
  InstallRequest request;
  request.kind = ServiceKind::task;
  const std::string first = start_commands(request, service(), "C:/a b/task.xml", false);
  EXPECT_EQ(first,
            "  setx /M https_proxy \"http://proxy:3128\"\n"
            "  schtasks /Create /F /TN cloudx-relay-forward /XML \"C:/a b/task.xml\"\n"
            "  schtasks /Run /TN cloudx-relay-forward\n");
  EXPECT_TRUE(start_commands(request, service(), "x", true)
                  .contains("  schtasks /End /TN cloudx-relay-forward\n  schtasks /Create"));
}

}  // namespace
}  // namespace cloudx::relay
