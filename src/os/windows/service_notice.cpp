#include "os/service_notice.hpp"

namespace cloudx::os {

// The service control manager speaks another language, and a scheduled task has nobody to tell.
ServiceManagerLink take_service_manager() {
  return {};
}

void notify_service_manager(const std::string&, std::string_view) {}

}  // namespace cloudx::os
