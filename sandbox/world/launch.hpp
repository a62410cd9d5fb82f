#pragma once
// What RunInstances starts from and what it makes: images, launch templates, and what an instance
// that was launched has beyond one that was always there.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

// EC2's alias for the accounts of Amazon that own its images.
inline constexpr std::string_view kAmazon = "amazon";
// The one that owns Amazon Linux in a region: one number in the older regions, others in China,
// GovCloud and the regions that one opts in to (what stands for those here is made up).
[[nodiscard]] std::string_view amazon_account(std::string_view region);

struct Image {
  std::string id;
  std::string name;
  std::string created;  // ISO 8601
  std::string state;    // available, pending, ...
  std::string architecture;
  std::string owner{kAmazon};  // or an account number
};

// Some of several days and kinds; the newest one is not available yet.
[[nodiscard]] std::vector<Image> amazon_images();

using Tags = std::map<std::string, std::string>;

struct LaunchTemplate {
  std::string name;
  std::string id;  // "lt-..."
  std::string instance_type = "t4g.nano";
  std::string image_id;    // empty: the request names one
  std::string key_name;    // of the key pair
  std::string public_key;  // the key pair's, as a line of authorized_keys; empty: nobody can log in
  bool terminates_on_shutdown = true;
  std::string user_data;  // not in base64
  Tags tags;              // of its instances
};

// As the stack of the relay has it: shutdown behaviour terminate, tag ssh-proxy.
[[nodiscard]] LaunchTemplate relay_template(std::string name, std::string public_key);

// Something that the boot of an instance has come to.
struct BootStep {
  std::string name;  // "running", "user data applied", "sshd listening", "finished"
  Time at;
};

struct Launch {
  LaunchTemplate from;  // with what the request has replaced
  std::string reservation_id;
  std::string client_token;
  std::string public_ip;  // a loopback address of its own
  std::string failure;    // stateReason of an instance that dies while pending; "": it lives
  Time visible;           // from when on other calls know it
  std::vector<BootStep> steps;
};

}  // namespace cloudx::sandbox
