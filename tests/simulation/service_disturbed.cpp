// What the service is told to do wrong, and how that ends.

#include <algorithm>
#include <utility>

#include "protocol/ssm/frame.hpp"
#include "simulation/service.hpp"

namespace cloudx::simulation {

// At once for everything in flight; the client sees it later.
void Service::cut(Duration lasting) {
  if (client_link_ == 0) return;
  journal_.note(What::cut);
  const std::uint64_t link = std::exchange(client_link_, 0);
  detach();
  scheduler_.after(random_.between(0ms, lasting), [this, link] { client_->closed(link); });
}

void Service::bye() {
  if (client_link_ == 0) return;
  journal_.note(What::bye);
  close();
}

void Service::black_hole(Duration lasting) {
  journal_.note(What::black_hole, lasting / 1ms);
  up_.hold_until(scheduler_.now() + lasting);
  down_.hold_until(scheduler_.now() + lasting);
}

void Service::cut_agent(Duration lasting) {
  if (agent_link_ == 0) return;
  journal_.note(What::agent_cut, lasting / 1ms);
  agent_link_ = 0;
  if (scenario_.client_told) tell_client(ssm::MessageType::pause_publication, "{}");
  publication_paused_ = publication_paused_ || scenario_.client_told;
  scheduler_.after(lasting, [this] { agent_returns(); });
}

void Service::agent_returns() {
  if (agent_link_ != 0) return;
  agent_link_ = ++agent_links_;
  if (std::exchange(publication_paused_, false)) {
    tell_client(ssm::MessageType::start_publication, "{}");
  }
  if (attached_ != 0) agent_->client_attached();
}

void Service::pause_publication(Duration lasting) {
  if (publication_paused_) return;
  journal_.note(What::publication_paused, lasting / 1ms);
  publication_paused_ = true;
  tell_client(ssm::MessageType::pause_publication, "{}");
  scheduler_.after(lasting, [this] {
    if (agent_link_ == 0 || !std::exchange(publication_paused_, false)) return;
    journal_.note(What::publication_started);
    tell_client(ssm::MessageType::start_publication, "{}");
  });
}

void Service::tell_late_pause() {
  if (publication_paused_) return;
  journal_.note(What::publication_paused);
  tell_client(ssm::MessageType::pause_publication, "{}");
}

void Service::outage(Duration lasting) {
  journal_.note(What::outage, lasting / 1ms);
  outage_until_ = std::max(outage_until_, scheduler_.now() + lasting);
}

void Service::calm() {
  calm_ = true;
  outage_until_ = scheduler_.now();
  up_.hold_until(scheduler_.now());
  down_.hold_until(scheduler_.now());
  agent_returns();
  if (std::exchange(publication_paused_, false)) {
    tell_client(ssm::MessageType::start_publication, "{}");
  }
}

}  // namespace cloudx::simulation
