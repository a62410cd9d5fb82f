#include "os/account.hpp"

#include <array>

#include "os/windows/handle.hpp"

namespace cloudx::os {

bool account_exists(const std::string& name) {
  std::array<unsigned char, SECURITY_MAX_SID_SIZE> sid{};
  std::array<wchar_t, 256> domain{};
  DWORD sid_size = sid.size();
  DWORD domain_size = domain.size();
  SID_NAME_USE use{};
  return ::LookupAccountNameW(nullptr, wide(name).c_str(), sid.data(), &sid_size, domain.data(),
                              &domain_size, &use) != 0;
}

}  // namespace cloudx::os
