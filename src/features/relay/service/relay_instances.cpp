#include "features/relay/service/relay_instances.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"
#include "base/uuid.hpp"
#include "net/dial.hpp"
#include "net/tcp_stream.hpp"
#include "protocol/relay/keys.hpp"
#include "protocol/relay/user_data.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr const char* kTag = "ssh-proxy";
// EC2's alias for Amazon's own accounts: which one owns the Linux images differs by region (opt-in
// regions, China, GovCloud).
constexpr const char* kImageOwner = "amazon";
constexpr const char* kImageName = "al2023-ami-minimal-*-arm64";
constexpr std::chrono::minutes kImageAge{10};

VmState to_state(aws::InstanceState state) {
  switch (state) {
    case aws::InstanceState::pending:
      return VmState::pending;
    case aws::InstanceState::running:
      return VmState::running;
    case aws::InstanceState::shutting_down:
      return VmState::shutting_down;
    case aws::InstanceState::terminated:
      return VmState::terminated;
    case aws::InstanceState::stopping:
      return VmState::stopping;
    case aws::InstanceState::stopped:
      return VmState::stopped;
  }
  return VmState::terminated;
}

Vm to_vm(const aws::Instance& instance) {
  Vm vm;
  vm.instance_id = instance.instance_id;
  const auto tag = instance.tags.find(kTag);
  if (tag != instance.tags.end()) vm.endpoint = tag->second;
  vm.client_token = instance.client_token;
  vm.address = instance.public_ip;
  vm.state = to_state(instance.state);
  vm.reason =
      !instance.state_reason_message.empty() ? instance.state_reason_message : instance.state_name;
  if (instance.launch_time) vm.launched_at = *instance.launch_time;
  return vm;
}

// True when something that speaks SSH answers at the address within the deadline.
awaitable<bool> answers_ssh(std::string address, std::uint16_t port, async::Deadline deadline) {
  auto socket = co_await net::dial(std::move(address), port, deadline);
  if (!socket) co_return false;
  net::TcpStream stream(std::move(*socket));
  std::array<std::uint8_t, 256> greeting{};
  const auto got = co_await stream.read_some(greeting, deadline);
  co_return got&& as_text(std::span(greeting).first(*got)).starts_with("SSH-");
}

}  // namespace

RelayInstances::RelayInstances(aws::Ec2& ec2, const Clock& clock, const Secret& secret,
                               LaunchOptions options)
    : ec2_(ec2), clock_(clock), options_(std::move(options)) {
  use(secret);
}

void RelayInstances::use(const Secret& secret) {
  // Two services in one account tell their relays apart by this, and it gives nothing away.
  const Secret mark = derive_key(secret, "cloudx-relay-v2 service");
  std::string prefix = fmt::format("cloudx-{}-", hex(as_bytes(mark.reveal().substr(0, 4))));
  std::erase_if(marks_, [&](const Mark& known) { return known.prefix == prefix; });
  marks_.insert(marks_.begin(), Mark{secret, std::move(prefix)});
}

std::string RelayInstances::new_token() const {
  return marks_.front().prefix + to_string(random_uuid());
}

const RelayInstances::Mark* RelayInstances::mark_of(std::string_view client_token) const {
  const auto found = std::ranges::find_if(
      marks_, [&](const Mark& mark) { return client_token.starts_with(mark.prefix); });
  return found == marks_.end() ? nullptr : &*found;
}

bool RelayInstances::is_own(std::string_view client_token) const {
  return mark_of(client_token) != nullptr;
}

std::string RelayInstances::host_key(std::string_view client_token) const {
  const Mark* const mark = mark_of(client_token);
  return mark == nullptr ? "" : derive_host_key(mark->secret, client_token).public_line;
}

std::uint32_t RelayInstances::choices() const {
  return static_cast<std::uint32_t>(options_.instance_types.size() * options_.places.size());
}

const std::string& RelayInstances::type_of(std::uint32_t attempt) const {
  return options_.instance_types.at((attempt - 1) % choices() / options_.places.size());
}

const std::string& RelayInstances::place_of(std::uint32_t attempt) const {
  return options_.places.at((attempt - 1) % choices() % options_.places.size());
}

std::string RelayInstances::describe_choice(std::uint32_t attempt) const {
  const std::string& type = type_of(attempt);
  const std::string& place = place_of(attempt);
  return fmt::format("{}{}{}", type.empty() ? "the launch template's instance type" : type,
                     place.empty() ? "" : " in ", place);
}

awaitable<Result<std::string>> RelayInstances::newest_image(async::Deadline deadline) {
  const SteadyTime now = clock_.steady();
  if (!image_.empty() && now - image_asked_ < kImageAge) co_return image_;
  aws::DescribeImagesRequest request;
  request.owners = {kImageOwner};
  request.filters = {{"name", {kImageName}}, {"state", {"available"}}};
  const auto images = co_await ec2_.describe_images(std::move(request), std::move(deadline));
  if (!images) co_return std::unexpected(images.error());
  const auto newest = std::ranges::max_element(*images, {}, &aws::Image::creation_date);
  if (newest == images->end()) {
    co_return fail(Errc::not_found,
                   fmt::format("this region has no image {} of Amazon", kImageName));
  }
  image_ = newest->image_id;
  image_asked_ = now;
  co_return image_;
}

awaitable<Result<Vm>> RelayInstances::launch(RunInstance wanted, async::Deadline deadline) {
  const Mark* const known = mark_of(wanted.client_token);
  const Secret& secret = known == nullptr ? marks_.front().secret : known->secret;
  aws::RunInstanceRequest request;
  request.image_id = std::move(wanted.image_id);
  request.launch_template = options_.launch_template;
  request.instance_type = type_of(wanted.attempt);
  request.place = place_of(wanted.attempt);
  request.user_data =
      vm_user_data({derive_host_key(secret, wanted.client_token), options_.idle, options_.most});
  request.client_token = std::move(wanted.client_token);
  request.tags = {{kTag, std::move(wanted.endpoint)}};
  const auto instance = co_await ec2_.run_instance(std::move(request), std::move(deadline));
  if (!instance) co_return std::unexpected(instance.error());
  co_return to_vm(*instance);
}

awaitable<Result<std::vector<Vm>>> RelayInstances::describe(
    std::vector<aws::InstanceFilter> filters, async::Deadline deadline) {
  aws::DescribeInstancesRequest request;
  request.filters = std::move(filters);
  const auto instances = co_await ec2_.describe_instances(std::move(request), std::move(deadline));
  if (!instances) co_return std::unexpected(instances.error());
  std::vector<Vm> vms;
  std::ranges::transform(*instances, std::back_inserter(vms), to_vm);
  co_return vms;
}

awaitable<Result<std::vector<Vm>>> RelayInstances::vms_of(std::string endpoint,
                                                          async::Deadline deadline) {
  aws::InstanceFilter filter{fmt::format("tag:{}", kTag), {std::move(endpoint)}};
  std::vector<aws::InstanceFilter> filters{std::move(filter)};
  return describe(std::move(filters), std::move(deadline));
}

awaitable<Result<std::vector<Vm>>> RelayInstances::alive(async::Deadline deadline) {
  std::vector<aws::InstanceFilter> filters{{"tag-key", {kTag}},
                                           {"instance-state-name", {"pending", "running"}}};
  return describe(std::move(filters), std::move(deadline));
}

awaitable<Result<bool>> RelayInstances::terminate(std::span<const std::string> instance_ids,
                                                  async::Deadline deadline) {
  bool all_known = true;
  // One by one: an unknown id among several keeps EC2 from terminating any of them.
  for (const std::string& id : instance_ids) {
    const auto changed = co_await ec2_.terminate_instances({id}, deadline);
    if (changed) continue;
    if (changed.error().service_code != "InvalidInstanceID.NotFound") {
      co_return std::unexpected(changed.error());
    }
    all_known = false;
  }
  co_return all_known;
}

awaitable<Observation> RelayInstances::carry_out(Ec2Action action, async::Deadline deadline) {
  if (std::holds_alternative<FindImage>(action)) {
    co_return ImageSeen{co_await newest_image(std::move(deadline))};
  }
  if (std::holds_alternative<DescribeAlive>(action)) {
    co_return VmsSeen{co_await alive(std::move(deadline))};
  }
  if (auto* const request = std::get_if<DescribeVms>(&action)) {
    co_return VmsSeen{co_await vms_of(std::move(request->endpoint), std::move(deadline))};
  }
  if (auto* const request = std::get_if<RunInstance>(&action)) {
    co_return LaunchSeen{co_await launch(std::move(*request), std::move(deadline))};
  }
  if (auto* const request = std::get_if<TerminateVms>(&action)) {
    auto all_known = co_await terminate(request->instance_ids, std::move(deadline));
    co_return TerminationSeen{std::move(request->instance_ids), std::move(all_known)};
  }
  auto& request = std::get<Probe>(action);
  co_return ProbeSeen{
      co_await answers_ssh(std::move(request.address), options_.ssh_port, std::move(deadline))};
}

}  // namespace cloudx::relay
