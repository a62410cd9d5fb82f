#include "os/windows/access_list.hpp"

#include <accctrl.h>
#include <aclapi.h>
#include <algorithm>
#include <array>
#include <sddl.h>

#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace {

bool is_well_known(PSID sid) {
  return ::IsWellKnownSid(sid, WinLocalSystemSid) != 0 ||
         ::IsWellKnownSid(sid, WinBuiltinAdministratorsSid) != 0 ||
         ::IsWellKnownSid(sid, WinCreatorOwnerSid) != 0 ||
         ::IsWellKnownSid(sid, WinCreatorOwnerRightsSid) != 0;
}

bool is_trusted(PSID sid, const AccountSid& own) {
  if (is_well_known(sid)) return true;
  return !own.empty() && ::EqualSid(sid, const_cast<unsigned char*>(own.data())) != 0;
}

std::string account_name(PSID sid) {
  std::array<wchar_t, 256> name{};
  std::array<wchar_t, 256> domain{};
  DWORD name_size = name.size();
  DWORD domain_size = domain.size();
  SID_NAME_USE use{};
  if (::LookupAccountSidW(nullptr, sid, name.data(), &name_size, domain.data(), &domain_size,
                          &use) == 0) {
    return "an unknown account";
  }
  const std::string account = narrow(name.data());
  return domain_size == 0 ? account : narrow(domain.data()) + '\\' + account;
}

// The list as text: "D:P" is one that takes nothing from the folder above, "A" allows, "OICI" hands
// it on to files and folders within, "FA" is everything ("Security Descriptor String Format").
SecurityDescriptor make_private_descriptor() {
  const AccountSid own = own_sid();
  LPWSTR name = nullptr;
  if (own.empty() || ::ConvertSidToStringSidW(const_cast<unsigned char*>(own.data()), &name) == 0) {
    return SecurityDescriptor();
  }
  const std::wstring text =
      std::wstring(L"D:P(A;OICI;FA;;;") + name + L")(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
  ::LocalFree(name);
  PSECURITY_DESCRIPTOR made = nullptr;
  const BOOL is_made = ::ConvertStringSecurityDescriptorToSecurityDescriptorW(
      text.c_str(), SDDL_REVISION_1, &made, nullptr);
  return SecurityDescriptor(is_made == 0 ? nullptr : made);
}

bool set_list(HANDLE file, PSECURITY_DESCRIPTOR descriptor) {
  BOOL is_there = FALSE;
  BOOL is_default = FALSE;
  PACL list = nullptr;
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  DWORD revision = 0;
  if (::GetSecurityDescriptorDacl(descriptor, &is_there, &list, &is_default) == 0 ||
      ::GetSecurityDescriptorControl(descriptor, &control, &revision) == 0 || is_there == FALSE) {
    return false;
  }
  const bool is_protected = (control & SE_DACL_PROTECTED) != 0;
  const SECURITY_INFORMATION inheritance =
      is_protected ? PROTECTED_DACL_SECURITY_INFORMATION : UNPROTECTED_DACL_SECURITY_INFORMATION;
  // The first also hands it on to what a folder has in it already. Wine 8 adds to the list what the
  // folder above hands on, protected or not: the second sets exactly this one.
  const SECURITY_INFORMATION what = DACL_SECURITY_INFORMATION | inheritance;
  return ::SetSecurityInfo(file, SE_FILE_OBJECT, what, nullptr, nullptr, list, nullptr) ==
             ERROR_SUCCESS &&
         ::SetKernelObjectSecurity(file, what, descriptor) != 0;
}

void add(OthersAccess& access, PSID sid, ACCESS_MASK allowed) {
  constexpr ACCESS_MASK kRead = FILE_READ_DATA | FILE_EXECUTE | GENERIC_READ | GENERIC_EXECUTE;
  constexpr ACCESS_MASK kChange = FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_DELETE_CHILD | DELETE |
                                  WRITE_DAC | WRITE_OWNER | GENERIC_WRITE;
  const bool all = (allowed & GENERIC_ALL) != 0;
  const bool reads = all || (allowed & kRead) != 0;
  const bool changes = all || (allowed & kChange) != 0;
  if (!reads && !changes) return;
  access.any = true;
  access.read = access.read || reads;
  access.change = access.change || changes;
  const std::string name = account_name(sid);
  if (access.accounts.contains(name)) return;
  if (!access.accounts.empty()) access.accounts += ", ";
  access.accounts += name;
}

}  // namespace

AccountSid own_sid() {
  HANDLE token = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token) == 0) return {};
  const Handle owned(token);
  std::array<unsigned char, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> buffer{};
  DWORD size = 0;
  if (::GetTokenInformation(token, TokenUser, buffer.data(), buffer.size(), &size) == 0) return {};
  const auto* const user = reinterpret_cast<const TOKEN_USER*>(buffer.data());
  const auto* const sid = static_cast<const unsigned char*>(user->User.Sid);
  return {sid, sid + ::GetLengthSid(user->User.Sid)};
}

PrivateAccess::PrivateAccess() : descriptor_(make_private_descriptor()) {
  attributes_.nLength = sizeof attributes_;
  attributes_.lpSecurityDescriptor = descriptor_.get();
}

SECURITY_ATTRIBUTES* PrivateAccess::attributes() {
  return descriptor_.get() == nullptr ? nullptr : &attributes_;
}

bool copy_access_list(const std::filesystem::path& from, HANDLE file) {
  PSECURITY_DESCRIPTOR found = nullptr;
  PACL list = nullptr;
  const DWORD failed =
      ::GetNamedSecurityInfoW(from.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                              nullptr, &list, nullptr, &found);
  if (failed != ERROR_SUCCESS) {
    ::SetLastError(failed);
    return is_missing(failed);
  }
  const SecurityDescriptor descriptor(found);
  return set_list(file, descriptor.get());
}

bool make_private(HANDLE file) {
  PrivateAccess access;
  return access.attributes() != nullptr &&
         set_list(file, access.attributes()->lpSecurityDescriptor);
}

std::optional<OthersAccess> access_of_others(const std::filesystem::path& path) {
  PSECURITY_DESCRIPTOR found = nullptr;
  PACL list = nullptr;
  if (::GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                              nullptr, &list, nullptr, &found) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  const SecurityDescriptor descriptor(found);
  // No list at all is access for everybody; an empty one is access for nobody.
  if (list == nullptr) return OthersAccess{true, true, true, "everybody"};
  const AccountSid own = own_sid();
  OthersAccess access;
  for (WORD i = 0; i < list->AceCount; ++i) {
    void* entry = nullptr;
    if (::GetAce(list, i, &entry) == 0) continue;
    const auto* const header = static_cast<const ACE_HEADER*>(entry);
    if (header->AceType != ACCESS_ALLOWED_ACE_TYPE) continue;
    if ((header->AceFlags & INHERIT_ONLY_ACE) != 0) continue;
    auto* const allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
    PSID const sid = &allowed->SidStart;
    if (!is_trusted(sid, own)) add(access, sid, allowed->Mask);
  }
  return access;
}

bool is_own(const std::filesystem::path& path) {
  PSECURITY_DESCRIPTOR found = nullptr;
  PSID owner = nullptr;
  if (::GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
                              nullptr, nullptr, nullptr, &found) != ERROR_SUCCESS) {
    return false;
  }
  const SecurityDescriptor descriptor(found);
  return is_trusted(owner, own_sid());
}

}  // namespace cloudx::os
