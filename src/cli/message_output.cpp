#include "cli/message_output.hpp"

#include "os/standard_stream.hpp"

namespace cloudx::cli {

MessageOutput MessageOutput::of_proxy_command() {
  MessageOutput output;
  if (os::is_null_device(os::StandardStream::error)) output.sshs_ = os::ParentSshStderr::find();
  return output;
}

bool MessageOutput::write(std::string_view text, std::chrono::milliseconds patience) const {
  return sshs_ ? sshs_->write(text, patience)
               : os::write_with_patience(os::StandardStream::error, text, patience);
}

os::TerminalKind MessageOutput::kind() const {
  return sshs_ ? sshs_->kind() : os::terminal_kind(os::StandardStream::error);
}

std::size_t MessageOutput::width() const {
  constexpr std::size_t kUsual = 80;
  constexpr std::size_t kNarrowest = 20;
  const auto size = sshs_ ? sshs_->size() : os::terminal_size(os::StandardStream::error);
  return size.columns > kNarrowest ? size.columns : kUsual;
}

}  // namespace cloudx::cli
