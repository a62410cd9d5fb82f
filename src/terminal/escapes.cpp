#include "terminal/escapes.hpp"

namespace cloudx::terminal {

EscapeFilter::Output EscapeFilter::filter(ByteView typed) {
  Output output;
  for (const std::uint8_t byte : typed) take(byte, output);
  if (state_ == State::terminated) output.send.clear();
  return output;
}

void EscapeFilter::take(std::uint8_t byte, Output& output) {
  switch (state_) {
    case State::terminated:
      return;
    case State::tilde:
      return take_command(byte, output);
    case State::off:
      output.send.push_back(byte);
      return;
    case State::line_begins:
      if (byte == '~') {
        state_ = State::tilde;
        return;
      }
      break;
    case State::in_line:
      break;
  }
  output.send.push_back(byte);
  state_ = byte == '\r' || byte == '\n' ? State::line_begins : State::in_line;
}

void EscapeFilter::take_command(std::uint8_t byte, Output& output) {
  state_ = State::in_line;
  switch (byte) {
    case '.':
      state_ = State::terminated;
      output.escapes.push_back(Escape::terminate);
      return;
    case '?':
      output.escapes.push_back(Escape::help);
      return;
    case '-':
      state_ = State::off;
      output.escapes.push_back(Escape::disabled);
      return;
    case '~':
      output.send.push_back('~');
      return;
    default:
      output.send.push_back('~');
      output.send.push_back(byte);
  }
}

std::string_view escape_help() {
  return "\r\nBehind a line end these are for this program, and not for the session:\r\n"
         "  ~.  ends the session\r\n"
         "  ~~  sends one ~\r\n"
         "  ~-  sends every further ~ as it is\r\n"
         "  ~?  shows this\r\n";
}

std::string_view escapes_disabled() {
  return "\r\nFrom now on every ~ goes to the session.\r\n";
}

}  // namespace cloudx::terminal
