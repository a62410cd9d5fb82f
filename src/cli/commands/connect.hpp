#pragma once

#include "cli/command.hpp"
#include "features/connect/connect_request.hpp"

namespace cloudx::cli {

class ConnectCommand final : public Command {
 public:
  explicit ConnectCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const connect::ConnectRequest& request() const { return request_; }
  [[nodiscard]] bool quiet() const { return quiet_; }

 private:
  connect::ConnectRequest request_;
  bool quiet_ = false;
  int verbose_ = 0;  // how often it is given
};

}  // namespace cloudx::cli
