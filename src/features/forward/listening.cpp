#include "features/forward/listening.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/overloaded.hpp"
#include "os/file.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;

namespace {

// The first is the one that has to be there.
std::vector<IpAddress> addresses_of(const Bind& bind) {
  const auto both = [](std::string_view v4, std::string_view v6) {
    return std::vector{*IpAddress::parse(v4), *IpAddress::parse(v6)};
  };
  return std::visit(Overloaded{[&](Loopback) { return both("127.0.0.1", "::1"); },
                               [&](EveryAddress) { return both("0.0.0.0", "::"); },
                               [&](const IpAddress& one) { return std::vector{one}; }},
                    bind);
}

std::string text_of(const IpAddress& address, std::uint16_t port) {
  return address.is_v4() ? fmt::format("{}:{}", address.text(), port)
                         : fmt::format("[{}]:{}", address.text(), port);
}

}  // namespace

Result<std::vector<Listening>> listen(const asio::any_io_executor& executor,
                                      const LocalEndpoint& local,
                                      const std::optional<Destination>& destination,
                                      const std::string& home) {
  std::vector<Listening> all;
  const auto add = [&](Result<std::unique_ptr<os::Listener>> made,
                       const std::string& text) -> Result<void> {
    if (!made) {
      return fail(Errc::usage, fmt::format("cannot listen on {}: {}", text, made.error().message));
    }
    all.push_back({std::move(*made), destination, text});
    return {};
  };
  if (const auto* socket = std::get_if<LocalSocket>(&local)) {
    const std::string path = os::expand_tilde(socket->path, home).string();
    const auto added = add(os::listen_on_path(executor, path), path);
    if (!added) return std::unexpected(added.error());
    return all;
  }
  const auto& [bind, wanted] = std::get<LocalPort>(local);
  std::uint16_t port = wanted;
  for (const IpAddress& address : addresses_of(bind)) {
    const auto added = add(os::listen_on_port(executor, address, port), text_of(address, port));
    if (!added && all.empty()) return std::unexpected(added.error());
    if (!added) break;
    port = all.back().listener->port();
    all.back().local = text_of(address, port);
  }
  return all;
}

}  // namespace cloudx::forward
