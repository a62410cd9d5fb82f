#include "features/forward/destination.hpp"

#include <utility>

#include <fmt/format.h>

#include "features/forward/forward_spec.hpp"

namespace cloudx::forward {

std::string Destination::describe() const {
  if (!host) return fmt::format("port {}", port);
  return host->contains(':') ? fmt::format("[{}]:{}", *host, port)
                             : fmt::format("{}:{}", *host, port);
}

Destination destination_of(std::optional<std::string> host, std::uint16_t port) {
  if (is_the_instance(host)) host.reset();
  return {std::move(host), port};
}

session::SessionDocument document_for(const Destination& destination,
                                      session::SessionDocument named) {
  if (named.name.empty()) {
    named.name = destination.host ? "AWS-StartPortForwardingSessionToRemoteHost"
                                  : "AWS-StartPortForwardingSession";
  }
  named.parameters.insert({"portNumber", std::to_string(destination.port)});
  if (destination.host) named.parameters.insert({"host", *destination.host});
  return named;
}

}  // namespace cloudx::forward
