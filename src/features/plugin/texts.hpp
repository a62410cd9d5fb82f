#pragma once
// What session-manager-plugin prints on stdout, byte for byte where tools look for it (the AWS CLI,
// Ansible, Packer, scripts). Each is to be written and flushed at once: tools read line by line.
// Ids, paths and messages of others lose their control characters, so that none reaches a terminal;
// the line feeds of messages stay. (What ~? and ~- show in a shell stands with the key escapes.)

#include <cstdint>
#include <string>
#include <string_view>

namespace cloudx::plugin {

// Without a session.
[[nodiscard]] std::string installed_text();  // no arguments
[[nodiscard]] std::string version_text(std::string_view version);
[[nodiscard]] std::string unknown_operation_text(std::string_view first_argument);
[[nodiscard]] std::string invalid_operation_text();  // has no line end

// What kept a session from starting; also that stdin of a shell has ended, or that listening
// failed.
[[nodiscard]] std::string cannot_start_text(std::string_view reason);

// Before the first connection to the service.
[[nodiscard]] std::string starting_text(std::string_view session_id);
// Of HandshakeComplete, where it has one.
[[nodiscard]] std::string customer_text(std::string_view message);

// Of port sessions: the first two tell that it listens, on the port that was really taken or on a
// socket; "accepted" is for the first connection alone.
[[nodiscard]] std::string mux_port_text(std::uint16_t port, std::string_view session_id);
[[nodiscard]] std::string mux_socket_text(std::string_view path, std::string_view session_id);
[[nodiscard]] std::string mux_accepted_text(std::string_view session_id);
// The agent's flag 3.
[[nodiscard]] std::string destination_failed_text();
// A signal has ended a port session; exiting_text() follows.
[[nodiscard]] std::string interrupted_text();

// Of a command whose output comes separated, after both of its streams, which go to stdout; has no
// line end.
[[nodiscard]] std::string exit_code_text(std::int64_t code);

// The end: in order, with an output of channel_closed, and when it cannot be resumed.
[[nodiscard]] std::string exiting_text(std::string_view session_id);
[[nodiscard]] std::string closed_text(std::string_view session_id, std::string_view output);
[[nodiscard]] std::string timed_out_text(std::string_view session_id);

}  // namespace cloudx::plugin
