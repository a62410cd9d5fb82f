#pragma once

#include "cli/command.hpp"
#include "cli/proxy_command.hpp"
#include "features/connect/connect_request.hpp"

namespace cloudx::cli {

class ConnectCommand final : public Command {
 public:
  explicit ConnectCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const connect::ConnectRequest& request() const { return request_; }
  [[nodiscard]] bool quiet() const { return messages_.quiet; }

 private:
  connect::ConnectRequest request_;
  MessageOptions messages_;
};

}  // namespace cloudx::cli
