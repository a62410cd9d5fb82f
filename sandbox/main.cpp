#include <variant>

#include "os/standard_descriptors.hpp"
#include "sandbox/server/options.hpp"
#include "sandbox/server/run.hpp"

int main(int argc, char** argv) {
  cloudx::os::occupy_standard_descriptors();
  const auto parsed = cloudx::sandbox::parse_options(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  return cloudx::sandbox::run(std::get<cloudx::sandbox::Options>(parsed));
}
