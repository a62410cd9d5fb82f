#include "features/plugin/texts.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::plugin {

namespace {

constexpr bool kKeepLineFeeds = true;

constexpr std::string_view kWaiting = "Waiting for connections...\n";

}  // namespace

std::string installed_text() {
  return "\nThe Session Manager plugin was installed successfully. Use the AWS CLI to start a "
         "session.\n\n";
}

std::string version_text(std::string_view version) {
  return fmt::format("{}\n", version);
}

std::string unknown_operation_text(std::string_view first_argument) {
  return fmt::format(
      "\nUnknown operation {}. \nUse session-manager-plugin --version to check the version.\n\n",
      printable(first_argument));
}

std::string invalid_operation_text() {
  return "Invalid Operation";
}

std::string cannot_start_text(std::string_view reason) {
  return fmt::format("Cannot perform start session: {}\n", printable(reason));
}

std::string starting_text(std::string_view session_id) {
  return fmt::format("\nStarting session with SessionId: {}\n", printable(session_id));
}

std::string customer_text(std::string_view message) {
  return fmt::format("{}\n", printable(message, kKeepLineFeeds));
}

std::string mux_port_text(std::uint16_t port, std::string_view session_id) {
  return fmt::format("Port {} opened for sessionId {}.\n{}", port, printable(session_id), kWaiting);
}

std::string mux_socket_text(std::string_view path, std::string_view session_id) {
  return fmt::format("Unix socket {} opened for sessionId {}.\n{}", printable(path),
                     printable(session_id), kWaiting);
}

std::string mux_accepted_text(std::string_view session_id) {
  return fmt::format("\nConnection accepted for session [{}]\n", printable(session_id));
}

std::string destination_failed_text() {
  return "\nConnection to destination port failed, check SSM Agent logs.\n";
}

std::string interrupted_text() {
  return "Terminate signal received, exiting.\n";
}

std::string exit_code_text(std::int64_t code) {
  return fmt::format("EXIT_CODE: {}", code);
}

std::string exiting_text(std::string_view session_id) {
  return fmt::format("\n\nExiting session with sessionId: {}.\n\n", printable(session_id));
}

std::string closed_text(std::string_view session_id, std::string_view output) {
  return fmt::format("\n\nSessionId: {} : {}\n\n", printable(session_id),
                     printable(output, kKeepLineFeeds));
}

std::string timed_out_text(std::string_view session_id) {
  return fmt::format("Session: {} timed out.\n", printable(session_id));
}

}  // namespace cloudx::plugin
