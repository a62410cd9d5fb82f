#pragma once
// `cloudx-proxy forward list` and `forward stop`: what runs in the background (register.hpp).

#include <string>
#include <vector>

#include "base/error.hpp"
#include "home/process_context.hpp"

namespace cloudx::forward {

struct RunningRequest {
  bool json = false;
};

// For stdout: a paragraph for each, or with `json` an array of objects.
[[nodiscard]] Result<std::string> run_list(const RunningRequest& request,
                                           const home::ProcessContext& context);

struct StopRequest {
  std::vector<std::string> which;  // names, or numbers of processes
  bool all = false;
};

struct Stopped {
  std::vector<std::string> names;  // these have ended
  std::vector<Error> failures;     // why others have not
};

// Ends them in order and waits until they have gone. Errc::usage where nothing is named, not_found
// for what does not run: then nothing is ended.
[[nodiscard]] Result<Stopped> run_stop(const StopRequest& request,
                                       const home::ProcessContext& context);

}  // namespace cloudx::forward
