#pragma once
// Files that the service may not be able to read itself: systemd reads them for it, as root, and
// gives copies (systemd.exec(5), LoadCredential=).

#include <string>

#include "aws/core/environment.hpp"
#include "base/error.hpp"

namespace cloudx::relay {

// What was read, and its path, for messages.
struct TextOf {
  std::string path;  // "" when there is none
  std::string text;
};

// The file when it is named ("" otherwise) and can be read, else the credential of that name, where
// systemd gives one. An error tells of the file.
[[nodiscard]] Result<TextOf> read_file_or_credential(const std::string& file,
                                                     const std::string& credential,
                                                     const aws::Environment& environment);
[[nodiscard]] bool has_credential(const std::string& credential,
                                  const aws::Environment& environment);

}  // namespace cloudx::relay
