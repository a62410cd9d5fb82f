#pragma once
// What the commands that open a session of their own have in common.

#include <CLI/App.hpp>

#include "cli/proxy_command.hpp"
#include "session/node_choice.hpp"
#include "session/session_plan.hpp"

namespace cloudx::cli {

// What TARGET may be, and what the exit status means, for footers.
extern const char* const kTargetFooter;

// TARGET, --profile, --region, --aws-env, --ssh-config, --ssh-dir, --timeout
void add_node_options(CLI::App& app, session::NodeRequest& request);
// --document, --parameter, --reason
void add_document_options(CLI::App& app, session::SessionDocument& document);

// As MessageOptions say; on stderr.
[[nodiscard]] TerminalProgress session_progress(const MessageOptions& options);
// Begins the trace that -vv asks for.
[[nodiscard]] Result<void> begin_session_trace(const MessageOptions& options,
                                               const home::ProcessContext& context);

}  // namespace cloudx::cli
