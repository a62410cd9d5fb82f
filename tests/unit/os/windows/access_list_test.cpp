// Lists as the system shows them, in words of its own ("Security Descriptor String Format").
#include "os/windows/access_list.hpp"

#include <aclapi.h>
#include <sddl.h>

#include <gtest/gtest.h>

#include "os/file_facts.hpp"
#include "os/file_secrecy.hpp"
#include "os/windows/handle.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

std::string own_name() {
  AccountSid own = own_sid();
  LPWSTR name = nullptr;
  EXPECT_NE(::ConvertSidToStringSidW(own.data(), &name), 0);
  std::string text = narrow(name);
  ::LocalFree(name);
  return text;
}

std::string list_of(PSECURITY_DESCRIPTOR descriptor) {
  LPWSTR text = nullptr;
  EXPECT_NE(::ConvertSecurityDescriptorToStringSecurityDescriptorW(
                descriptor, SDDL_REVISION_1, DACL_SECURITY_INFORMATION, &text, nullptr),
            0);
  std::string list = narrow(text);
  ::LocalFree(text);
  return list;
}

void set_list(const fs::path& file, const wchar_t* text) {
  PSECURITY_DESCRIPTOR made = nullptr;
  ASSERT_NE(
      ::ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &made, nullptr),
      0);
  EXPECT_NE(::SetFileSecurityW(file.c_str(), DACL_SECURITY_INFORMATION, made), 0);
  ::LocalFree(made);
}

TEST(PrivateAccess, IsTheUsersTheSystemsAndTheAdministrators) {
  PrivateAccess access;
  ASSERT_NE(access.attributes(), nullptr);
  EXPECT_EQ(access.attributes()->bInheritHandle, FALSE);
  EXPECT_EQ(list_of(access.attributes()->lpSecurityDescriptor),
            "D:P(A;OICI;FA;;;" + own_name() + ")(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)");
}

TEST(OthersAccess, EverybodyIsSomebodyElse) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("key", "x");
  set_list(file, L"D:P(A;;FA;;;OW)(A;;FR;;;WD)");
  const auto others = access_of_others(file);
  ASSERT_TRUE(others);
  EXPECT_TRUE(others->any && others->read);
  EXPECT_FALSE(others->change);
  EXPECT_TRUE(others->accounts.contains("Everyone")) << others->accounts;
  EXPECT_EQ(look_at(file).permissions, "open to " + others->accounts);
  set_list(file, L"D:P(A;;FA;;;OW)(A;;FA;;;WD)");
  EXPECT_TRUE(access_of_others(file)->change);
}

TEST(OthersAccess, IsTakenAway) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("key", "x");
  set_list(file, L"D:P(A;;FA;;;OW)(A;;FR;;;WD)");
  EXPECT_TRUE(open_key_warning(file).contains("icacls \"" + file.string() + "\" /inheritance:r"));
  ASSERT_TRUE(close_to_others(file));
  EXPECT_FALSE(access_of_others(file)->any) << access_of_others(file)->accounts;
  EXPECT_EQ(open_key_warning(file), "");
  EXPECT_FALSE(close_to_others(folder.path() / "none"));
  EXPECT_TRUE(closing_command(folder.path()).contains("(OI)(CI)F"))
      << closing_command(folder.path());
}

TEST(OthersAccess, MissingFilesHaveNone) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(access_of_others(folder.path() / "none"));
}

}  // namespace
}  // namespace cloudx::os
