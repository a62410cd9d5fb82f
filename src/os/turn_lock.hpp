#pragma once
// A lock whose file is there only as long as somebody holds it: beside files of other programs,
// where ours should leave nothing.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <utility>

#include "os/descriptor.hpp"

namespace cloudx::os {

class TurnLock {
 public:
  enum class Failure : std::uint8_t {
    taken,       // another one holds it: try again
    impossible,  // there can be no such file, or no lock on it
  };

  TurnLock(TurnLock&&) noexcept = default;
  TurnLock(const TurnLock&) = delete;
  TurnLock& operator=(const TurnLock&) = delete;
  TurnLock& operator=(TurnLock&&) = delete;
  ~TurnLock();  // removes the file; the lock also goes when the process ends, however it ends

  // Makes the file, private, where it is missing. Does not wait, and follows no symbolic link.
  [[nodiscard]] static std::expected<TurnLock, Failure> try_take(std::filesystem::path path);

 private:
  TurnLock(std::filesystem::path path, Descriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}

  std::filesystem::path path_;
  Descriptor file_;
};

}  // namespace cloudx::os
