#include "features/relay/service/renewal.hpp"

#include <utility>

namespace cloudx::relay {

namespace {

class Standing {
 public:
  // `fresh` gets what is running.
  template <class Value>
  void keep(std::string_view name, const Value& running, Value& fresh) {
    if (running == fresh) return;
    changed_.push_back(name);
    fresh = running;
  }
  std::vector<std::string_view> changed() && { return std::move(changed_); }

 private:
  std::vector<std::string_view> changed_;
};

}  // namespace

std::vector<std::string_view> renew(ServiceConfig& running, ServiceConfig fresh) {
  Standing standing;
  standing.keep("service.listen", running.listen, fresh.listen);
  // Files of another name are read, but a socket stays with TLS or without it.
  if (running.tls_certificate.empty() != fresh.tls_certificate.empty()) {
    standing.keep("service.tls_certificate", running.tls_certificate, fresh.tls_certificate);
    fresh.tls_key = running.tls_key;
  }
  standing.keep("service.store", running.store, fresh.store);
  standing.keep("service.lease_seconds", running.lease, fresh.lease);
  standing.keep("aws.profile", running.profile, fresh.profile);
  standing.keep("aws.region", running.region, fresh.region);
  standing.keep("aws.launch_template", running.launch_template, fresh.launch_template);
  standing.keep("aws.ssh_port", running.ssh_port, fresh.ssh_port);
  running = std::move(fresh);
  return std::move(standing).changed();
}

}  // namespace cloudx::relay
