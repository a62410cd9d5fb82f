#pragma once
// How large messages may be and how many of them may be sent: by the command line (and so by the
// host, in its ProxyCommand), else by the profile, else as usual.

#include "aws/core/profiles.hpp"
#include "base/error.hpp"
#include "features/connect/connect_request.hpp"
#include "protocol/ssm/message_pacer.hpp"
#include "protocol/ssm/payload_size_discovery.hpp"

namespace cloudx::connect {

struct TransferLimits {
  ssm::PayloadChoice payload = kAutomatic;
  // No size was named: what is remembered of the region and the agent counts.
  bool payload_is_automatic = true;
  ssm::MessagePacer::Rate message_rate = ssm::MessagePacer::kUsual;

  static constexpr ssm::PayloadChoice kAutomatic{.largest = ssm::PayloadChoice::kUsual,
                                                 .in_steps = true};
};

// A profile has cloudx_payload_size and cloudx_message_rate in ~/.aws/config, written like the
// options. Errc::usage for a bad option, configuration for a bad setting.
[[nodiscard]] Result<TransferLimits> find_transfer_limits(const ConnectRequest& request,
                                                          const aws::Profile& profile);

}  // namespace cloudx::connect
