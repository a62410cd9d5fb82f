#include "features/relay/client/inspect.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "base/printable.hpp"
#include "base/timestamp.hpp"
#include "features/relay/client/endpoint_client.hpp"

namespace cloudx::relay {

namespace {

constexpr std::array kEitherRole = {Role::connect, Role::forward};
constexpr std::chrono::seconds kTimeout{60};
constexpr std::chrono::seconds kVersion1Timeout{300};

std::chrono::seconds timeout_of(const ClientSettings& settings) {
  return settings.protocol == Protocol::v1 ? kVersion1Timeout : kTimeout;
}

std::string line(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<12} {}\n", name, printable(value));
}

}  // namespace

std::string describe_view(const EndpointView& view, const std::string& id) {
  std::string text = line("endpoint", id) + line("relay", name(view.phase)) +
                     line("step", view.step) + line("last error", view.error);
  if (!view.address.empty()) {
    text += line("address", fmt::format("{} port {}", view.address, view.port));
    text += line("host key", view.host_key.empty() ? "not known" : view.host_key);
  }
  text += line("instance", view.instance_id);
  if (view.time == 0) return text;  // version 1 knows nothing more
  const Timestamp seen{std::chrono::seconds(view.forward_seen)};
  text += line("last heard of", view.forward_seen == 0 ? "never" : iso8601(seen));
  return text +
         line("limits", fmt::format("{} min idle, {} h in all", view.idle_minutes, view.max_hours));
}

Result<std::string> run_status(const ClientRequest& request, bool json,
                               const home::ProcessContext& context) {
  const auto settings = read_settings(request, kEitherRole, context);
  if (!settings) return std::unexpected(settings.error());
  EndpointClient client(*settings);
  const async::TimedTask<EndpointView> ask = [&](async::Deadline deadline) {
    return client.service().status(std::move(deadline));
  };
  const auto view = async::wait_for(timeout_of(*settings), ask);
  if (!view) return std::unexpected(view.error());
  return json ? to_json(*view) + "\n" : describe_view(*view, settings->id);
}

Result<void> run_terminate(const ClientRequest& request, const home::ProcessContext& context) {
  const auto settings = read_settings(request, kEitherRole, context);
  if (!settings) return std::unexpected(settings.error());
  EndpointClient client(*settings);
  return async::run_to_end([&](const boost::asio::any_io_executor&, std::stop_token stop) {
    return client.service().terminate(
        async::Deadline{.stop = std::move(stop)}.at_most(timeout_of(*settings)));
  });
}

}  // namespace cloudx::relay
