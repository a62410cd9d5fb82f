#pragma once

#include <string>

#include "cli/command.hpp"
#include "features/doctor/doctor.hpp"

namespace cloudx::cli {

class DoctorCommand final : public Command {
 public:
  static constexpr const char* kName = "doctor";
  static constexpr const char* kAbout =
      "Check everything that a connection needs, and say what is wrong";

  explicit DoctorCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const doctor::DoctorRequest& request() const { return request_; }

 private:
  doctor::DoctorRequest request_;
  bool json_ = false;
};

}  // namespace cloudx::cli
