#pragma once
// Writes what a terminal shows to a file, as asciicast v2 (asciicast.hpp).

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "features/shell/asciicast.hpp"

namespace cloudx::shell {

class Recording {
 public:
  // A new file, for the user alone: one that is there is not replaced. Errc::usage, io.
  [[nodiscard]] static Result<std::unique_ptr<Recording>> make(const std::filesystem::path& path,
                                                               const CastHeader& header);
  // The end of it is written.
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  void output(ByteView bytes);
  void resized(std::uint32_t columns, std::uint32_t rows);

 private:
  Recording() = default;
  [[nodiscard]] Asciicast::Time now() const;
  void write(const std::string& lines);

  std::ofstream file_;
  Asciicast cast_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace cloudx::shell
