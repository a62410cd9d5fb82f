#include "os/host_name.hpp"

#include <array>

#include "os/windows/handle.hpp"

namespace cloudx::os {

std::string host_name() {
  std::array<wchar_t, 256> name{};
  DWORD size = name.size();
  if (::GetComputerNameExW(ComputerNamePhysicalDnsHostname, name.data(), &size) == 0) return {};
  return narrow({name.data(), size});
}

}  // namespace cloudx::os
