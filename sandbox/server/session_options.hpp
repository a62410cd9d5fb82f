#pragma once
// The values of --document and --remote-host.

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "sandbox/agent/remote_host.hpp"
#include "sandbox/world/document.hpp"

namespace cloudx::sandbox {

// "NAME=FILE". Errc::usage for what is no session document, else why the file can not be read.
[[nodiscard]] Result<void> read_document(std::string_view text, Documents& into);

// "NAME=ADDRESS,ADDRESS"; further ones of the same name are added. Errc::usage.
[[nodiscard]] Result<void> read_remote_host(std::string_view text, HostNames& into);

}  // namespace cloudx::sandbox
