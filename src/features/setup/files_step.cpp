#include "features/setup/files_step.hpp"

#include <ctime>

#include <fmt/format.h>

#include "base/file.hpp"
#include "features/setup/key_pair.hpp"
#include "features/setup/vscode_settings.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::setup {}  // namespace cloudx::setup
