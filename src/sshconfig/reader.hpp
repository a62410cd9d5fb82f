#pragma once
// A document made ready to be asked about many hosts: what it says is taken apart once.

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sshconfig/block_index.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"
#include "sshconfig/include_tree.hpp"
#include "sshconfig/match.hpp"
#include "sshconfig/resolve.hpp"

namespace cloudx::sshconfig {

class Reader {
 public:
  // `document` must outlive this object. The first reads it alone: an Include line is a setting
  // like others; the second with all that is included.
  explicit Reader(const Document& document);
  Reader(const Document& document, const std::filesystem::path& home, const Files& files);

  // What belongs to the document itself.
  [[nodiscard]] const BlockIndex& index() const { return prepared_.at(&document_)->index; }

  // As a Resolution, which owns its settings.
  struct Answer {
    std::vector<const Setting*> settings;
    bool undecided = false;
  };
  [[nodiscard]] Answer look_up(std::string_view host) const;

  [[nodiscard]] Resolution resolve(std::string_view host) const;

 private:
  struct Item {
    Setting setting;
    const Line* include = nullptr;  // an Include line that is to be followed
  };
  struct Prepared {
    explicit Prepared(const Document& document) : index(document) {}

    std::vector<Item> preamble;
    std::vector<std::vector<Item>> bodies;         // of each block
    std::vector<std::vector<Criterion>> criteria;  // of each block that is a Match
    BlockIndex index;
  };
  struct Question;

  void prepare(const Document& document);
  [[nodiscard]] std::vector<Item> prepared(const std::vector<Line>& lines);
  void read(const Document& document, int depth, Question& question) const;
  void take(const std::vector<Item>& items, int depth, Question& question) const;
  [[nodiscard]] static bool applies(const std::vector<Criterion>& criteria, Question& question);

  const Document& document_;
  std::optional<IncludeTree> tree_;
  std::unordered_map<const Document*, std::unique_ptr<Prepared>> prepared_;
};

}  // namespace cloudx::sshconfig
