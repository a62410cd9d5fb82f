#pragma once
// Who may use a file: its discretionary access control list ("Access Control Lists", Win32).

#include <windows.h>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cloudx::os {

// A copy of a security identifier.
using AccountSid = std::vector<unsigned char>;

// Of whoever runs this program. Empty where the system does not say.
[[nodiscard]] AccountSid own_sid();

// A security descriptor, freed as the system wants it. Null where there is none.
class SecurityDescriptor {
 public:
  explicit SecurityDescriptor(PSECURITY_DESCRIPTOR descriptor = nullptr)
      : descriptor_(descriptor) {}
  SecurityDescriptor(SecurityDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, nullptr)) {}
  SecurityDescriptor(const SecurityDescriptor&) = delete;
  SecurityDescriptor& operator=(const SecurityDescriptor&) = delete;
  SecurityDescriptor& operator=(SecurityDescriptor&&) = delete;
  ~SecurityDescriptor() { ::LocalFree(descriptor_); }
  [[nodiscard]] PSECURITY_DESCRIPTOR get() const { return descriptor_; }

 private:
  PSECURITY_DESCRIPTOR descriptor_;
};

// For CreateFile and CreateDirectory: the user, the system and its administrators alone, whatever
// the folder above hands on. These are whom OpenSSH for Windows lets a private key be open to
// (its w32-sshfileperm.c). What is made in a folder that has it gets the same.
class PrivateAccess {
 public:
  PrivateAccess();
  // Null where the list could not be made: nothing is to be written then.
  [[nodiscard]] SECURITY_ATTRIBUTES* attributes();

 private:
  SecurityDescriptor descriptor_;
  SECURITY_ATTRIBUTES attributes_{};
};

// Makes the list of `file`, which is open for that (WRITE_DAC), the one of `from`. False where that
// fails; true where there is no `from`.
[[nodiscard]] bool copy_access_list(const std::filesystem::path& from, HANDLE file);
// The same with the list of PrivateAccess.
[[nodiscard]] bool make_private(HANDLE file);

// What somebody else than those of PrivateAccess may do.
struct OthersAccess {
  bool any = false;
  bool read = false;     // its content, or start it
  bool change = false;   // its content, or who may do what
  std::string accounts;  // who they are, for a message: "BUILTIN\Users, Everyone"
};

// Nothing where there is no such file, or its list cannot be read.
[[nodiscard]] std::optional<OthersAccess> access_of_others(const std::filesystem::path& path);

// Owned by this user, or by those of PrivateAccess.
[[nodiscard]] bool is_own(const std::filesystem::path& path);

}  // namespace cloudx::os
