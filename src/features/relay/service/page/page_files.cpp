#include "features/relay/service/page/page_files.hpp"

#include <array>

namespace cloudx::relay {

namespace {

constexpr char kIndex[] = {
#include <page/index.html.inc>
};
constexpr char kStyle[] = {
#include <page/page.css.inc>
};
constexpr char kScript[] = {
#include <page/page.js.inc>
};
constexpr char kView[] = {
#include <page/view.js.inc>
};
constexpr char kWords[] = {
#include <page/words.js.inc>
};

constexpr std::array<PageFile, 5> kFiles{{
    {"index.html", {kIndex, sizeof kIndex}},
    {"page.css", {kStyle, sizeof kStyle}},
    {"page.js", {kScript, sizeof kScript}},
    {"view.js", {kView, sizeof kView}},
    {"words.js", {kWords, sizeof kWords}},
}};

}  // namespace

std::span<const PageFile> page_files() {
  return kFiles;
}

}  // namespace cloudx::relay
