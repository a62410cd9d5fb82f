#pragma once
// What a client must know to talk to the sandbox: environment variables and AWS configuration
// files.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "sandbox/world/credentials.hpp"

namespace cloudx::sandbox {

using Environment = std::vector<std::pair<std::string, std::string>>;

// Names that must not be inherited: they would lead elsewhere.
[[nodiscard]] const std::vector<std::string>& unwanted_variables();

// Writes FOLDER/config and FOLDER/credentials with the profiles default, vscode and cloudX. A
// profile named by an option makes AWS clients pass over the access key in the environment.
[[nodiscard]] Result<void> write_aws_files(const std::filesystem::path& folder,
                                           const std::string& region, const AccessKey& key);

// AWS_ACCESS_KEY_ID and so on.
void add_credentials(Environment& environment, const AccessKey& key);

// "export NAME='value'" lines.
[[nodiscard]] std::string as_exports(const Environment& environment);
[[nodiscard]] std::string as_json(const Environment& environment);

}  // namespace cloudx::sandbox
