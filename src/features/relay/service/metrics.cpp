#include "features/relay/service/metrics.hpp"

#include <fmt/format.h>

namespace cloudx::relay {

namespace {

void head(std::string& text, std::string_view name, std::string_view kind, std::string_view help) {
  text += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, kind, help);
}

void gauge(std::string& text, std::string_view name, std::string_view help, std::size_t value) {
  head(text, name, "gauge", help);
  text += fmt::format("{} {}\n", name, value);
}

}  // namespace

std::string Metrics::text(const Gauges& gauges) const {
  std::string text;
  head(text, "cloudx_relay_requests_total", "counter", "Requests answered.");
  for (const auto& [what, count] : answered_) {
    text += fmt::format("cloudx_relay_requests_total{{request=\"{}\",status=\"{}\"}} {}\n",
                        what.first, what.second, count);
  }
  head(text, "cloudx_relay_refused_total", "counter", "Requests refused, by reason.");
  for (const auto& [why, count] : refused_) {
    text += fmt::format("cloudx_relay_refused_total{{reason=\"{}\"}} {}\n", why, count);
  }
  head(text, "cloudx_relay_launches_total", "counter", "Launches begun.");
  text += fmt::format("cloudx_relay_launches_total {}\n", launches_);
  head(text, "cloudx_relay_log_lines_dropped_total", "counter",
       "Lines of the log that could not be written.");
  text += fmt::format("cloudx_relay_log_lines_dropped_total {}\n", gauges.dropped_lines);
  gauge(text, "cloudx_relay_waiting", "Requests that wait for a change.", gauges.waiting);
  gauge(text, "cloudx_relay_connections", "Open connections.", gauges.connections);
  gauge(text, "cloudx_relay_relays_launching", "Relays being launched.", gauges.launching);
  gauge(text, "cloudx_relay_relays_running", "Relays that run.", gauges.running);
  return text;
}

}  // namespace cloudx::relay
