#pragma once
// The files that a document includes, and what those include: each is read and taken apart once.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::sshconfig {

class IncludeTree {
 public:
  // `top` must outlive this object. Files that cannot be read are passed over.
  IncludeTree(const Document& top, const std::filesystem::path& home, const Files& files);

  // What an Include line of `top`, or of a document of this tree, reads, in order.
  [[nodiscard]] const std::vector<const Document*>& read_by(const Line& line) const;

  // The first file with which ssh would give up: it includes itself, by whatever way, or stands too
  // deep. Such a file is left out.
  [[nodiscard]] const std::optional<std::filesystem::path>& refused() const { return refused_; }

 private:
  struct File {
    std::optional<Document> document;
    bool open = true;  // its own Include lines are being followed
    int height = 0;    // how deep those lead
  };

  // Both return how deep it goes from there.
  int follow(const Document& document, int depth);
  int follow(const Line& line, int depth);
  const File* read(const std::filesystem::path& path, int depth);

  const std::filesystem::path home_;
  const Files& files_;
  std::unordered_map<std::string, std::unique_ptr<File>> by_path_;
  std::unordered_map<const Line*, std::vector<const Document*>> by_line_;
  std::optional<std::filesystem::path> refused_;
};

}  // namespace cloudx::sshconfig
