#include "features/exec/command_document.hpp"

#include "features/exec/quoting.hpp"

namespace cloudx::exec {

Result<session::SessionDocument> command_document(session::SessionDocument document,
                                                  std::span<const std::string> words) {
  if (words.empty() && !document.name.empty()) return document;
  auto command = command_line(words);
  if (!command) return std::unexpected(command.error());
  if (document.name.empty()) document.name = "AWS-StartNonInteractiveCommand";
  document.parameters.insert({"command", std::move(*command)});
  document.parameters.insert({"separateOutputStream", "true"});
  return document;
}

}  // namespace cloudx::exec
