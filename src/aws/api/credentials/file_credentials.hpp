#pragma once
// Access keys of a shared file, which other programs write anew when temporary ones expire.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "aws/api/credentials_provider.hpp"

namespace cloudx::aws {

enum class SharedFile : std::uint8_t { credentials, config };

class FileCredentials final : public CredentialsProvider {
 public:
  // `current` is what the profile's section of the file says now.
  FileCredentials(Credentials current, SharedFile file, std::filesystem::path path,
                  std::string profile)
      : current_(std::move(current)),
        file_(file),
        path_(std::move(path)),
        profile_(std::move(profile)) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;
  void expired(std::string_view access_key_id) override;

 private:
  [[nodiscard]] Result<Credentials> read_again() const;

  Credentials current_;
  SharedFile file_;
  std::filesystem::path path_;
  std::string profile_;
  bool stale_ = false;
};

}  // namespace cloudx::aws
