#include "features/doctor/ssh_checks.hpp"

#include <gtest/gtest.h>

#include "features/doctor/ssh_view.hpp"
#include "os/local_socket.hpp"

namespace cloudx::doctor {
namespace {

os::FileFacts program() {
  return {.path = "/usr/bin/cloudx-proxy",
          .exists = true,
          .is_directory = false,
          .readable = true,
          .executable = true,
          .open_to_others = true,
          .permissions = {}};
}

ProxyCommandFacts command(const std::string& text) {
  return {.text = text,
          .proxy_jump = "",
          .command = hosts::parse_proxy_command(text),
          .program = program(),
          .is_this_program = true};
}

os::FileFacts file(const std::string& path, unsigned mode) {
  return {.path = path,
          .exists = mode != 0,
          .is_directory = false,
          .readable = true,
          .executable = false,
          .open_to_others = (mode & 077U) != 0,
          .writable_by_others = (mode & 022U) != 0,
          .permissions = "their mode"};
}

TEST(SshView, ValuesAreReadByKeyword) {
  const SshView view("user ec2-user\nidentityfile a\nidentityfile b c\nbroken\nport 22");
  EXPECT_EQ(view.get("user"), "ec2-user");
  EXPECT_EQ(view.get("port"), "22");
  EXPECT_FALSE(view.get("proxycommand"));
  EXPECT_EQ(view.all("identityfile"), (std::vector<std::string>{"a", "b c"}));
}

TEST(SshHostName, MustBeAnInstanceId) {
  EXPECT_EQ(check_ssh_hostname("web", "i-0123456789abcdef0").status, Status::ok);
  EXPECT_EQ(check_ssh_hostname("web", "mi-0123456789abcdef0").status, Status::ok);
  EXPECT_TRUE(check_ssh_hostname("web", "web").text.contains("no HostName"));
  EXPECT_TRUE(check_ssh_hostname("web", "10.0.0.1").text.contains("no instance id"));
}

TEST(SshUser, MustBeTheOneThatTheKeyIsPushedFor) {
  EXPECT_EQ(check_ssh_user("ec2-user", "ec2-user").status, Status::ok);
  const Finding finding = check_ssh_user("alice", "ec2-user");
  EXPECT_EQ(finding.status, Status::fail);
  EXPECT_TRUE(finding.text.contains("alice") && finding.text.contains("ec2-user"));
}

TEST(SshProxyCommand, OursIsOk) {
  EXPECT_EQ(check_proxy_command(command("cloudx-proxy connect %h %p")).status, Status::ok);
}

TEST(SshProxyCommand, EveryOtherCaseIsNamed) {
  EXPECT_TRUE(check_proxy_command(command("")).text.contains("there is none"));
  EXPECT_TRUE(check_proxy_command(command("none")).text.contains("there is none"));
  EXPECT_TRUE(check_proxy_command(command("nc %h %p")).text.contains("nc %h %p"));
  ProxyCommandFacts jump = command("");
  jump.proxy_jump = "bastion";
  EXPECT_TRUE(check_proxy_command(jump).text.contains("ProxyJump bastion"));
  const Finding old = check_proxy_command(command("uvx cloudx-proxy connect %h %p"));
  EXPECT_EQ(old.status, Status::warn);
  EXPECT_TRUE(old.text.contains("Python"));
}

TEST(SshProxyCommand, ProgramMustBeThereAndExecutable) {
  ProxyCommandFacts facts = command("/gone/cloudx-proxy connect %h %p");
  facts.is_this_program = false;
  EXPECT_EQ(check_proxy_command(facts).status, Status::warn);
  facts.program.executable = false;
  EXPECT_TRUE(check_proxy_command(facts).text.contains("cannot be executed"));
  facts.program.exists = false;
  EXPECT_EQ(check_proxy_command(facts).text, "/gone/cloudx-proxy does not exist");
}

TEST(SshIdentityFile, MustBeThePushedKeyOrItsPublicHalf) {
  const auto status = [](std::vector<os::FileFacts> offered, bool only) {
    return check_identity_file({"/d/key", only, std::move(offered)}).status;
  };
  EXPECT_EQ(status({file("/d/key", 0600)}, true), Status::ok);
  EXPECT_EQ(status({file("/x", 0), file("/d/key.pub", 0644)}, true), Status::ok);
  EXPECT_EQ(status({file("/d/key", 0)}, true), Status::fail);
  EXPECT_EQ(status({file("/x", 0600)}, true), Status::fail);
  EXPECT_EQ(status({file("/x", 0600)}, false), Status::warn);
  EXPECT_EQ(status({}, true), Status::fail);
}

TEST(SshControlPath, RoomIsLeftForTheTemporarySuffix) {
  os::FileFacts folder = file("/c", 0700);
  folder.is_directory = true;
  const std::size_t limit = os::longest_socket_path() - 17;
  const auto status = [&](std::size_t size) {
    return check_control_path({true, std::string(size, 'x'), folder}).status;
  };
  EXPECT_EQ(status(limit), Status::ok);
  EXPECT_EQ(status(limit + 1), Status::fail);
}

TEST(SshControlPath, RemedyIsAPathThatFitsOrNone) {
  const std::string path(120, 'x');
  EXPECT_TRUE(check_control_path({true, path, {}, "~/.ssh/%r@%h:%p"})
                  .remedy.contains("ControlPath ~/.ssh/%r@%h:%p"));
  EXPECT_TRUE(check_control_path({true, path, {}, "none"}).remedy.contains("ControlPath none"));
}

TEST(SshControlPath, ItsFolderMustBeThereAndPrivate) {
  os::FileFacts folder = file("/c", 0700);
  folder.is_directory = true;
  EXPECT_EQ(check_control_path({true, "/c/x", folder}).status, Status::ok);
  EXPECT_EQ(check_control_path({false, "/c/x", folder}).status, Status::skipped);
  EXPECT_EQ(check_control_path({true, "", folder}).status, Status::skipped);
  folder.open_to_others = true;
  EXPECT_EQ(check_control_path({true, "/c/x", folder}).status, Status::warn);
  folder.exists = false;
  EXPECT_EQ(check_control_path({true, "/c/x", folder}).remedy, "mkdir -p -m 700 /c");
}

}  // namespace
}  // namespace cloudx::doctor
