#include "base/transient.hpp"

namespace cloudx {

bool is_network_failure(Errc kind) {
  switch (kind) {
    case Errc::resolve:
    case Errc::connect:
    case Errc::tls:
    case Errc::proxy:
    case Errc::http:
    case Errc::timeout:
      return true;
    default:
      return false;
  }
}

bool server_may_recover(int http_status) {
  return http_status == 408 || http_status == 429 || http_status >= 500;
}

}  // namespace cloudx
