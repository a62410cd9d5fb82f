#pragma once
// The programs and the SSH server's settings that a relay VM is given (docs/relay-protocol.md, "The
// relay VM"). They use nothing but what every Amazon Linux 2023 image has: sh, systemd, and the
// Python 3.9 that cloud-init itself runs on.

namespace cloudx::relay {

// A drop-in of sshd_config. Key words in its Match block are those that sshd_config(5) allows
// there.
inline constexpr const char* kSshdSettingsPath = "/etc/ssh/sshd_config.d/10-ssh-proxy.conf";
extern const char* const kSshdSettings;

// The forced command, for the modes forward, connect and attend.
inline constexpr const char* kProxyPath = "/usr/local/bin/ssh-proxy";
extern const char* const kProxy;

// "relay-watch IDLE MOST", in seconds; runs as root.
inline constexpr const char* kWatchPath = "/usr/local/sbin/relay-watch";
extern const char* const kWatch;

}  // namespace cloudx::relay
