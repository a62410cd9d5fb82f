#include "cli/colour.hpp"

#include <fmt/format.h>

#include "os/terminal.hpp"

namespace cloudx::cli {

namespace {

// Parameters of SGR (ECMA-48, 8.3.117).
std::string_view parameter(Ink ink) {
  switch (ink) {
    case Ink::bold:
      return "1";
    case Ink::dim:
      return "2";
    case Ink::green:
      return "32";
    case Ink::yellow:
      return "33";
    case Ink::red:
      break;
  }
  return "31";
}

}  // namespace

Colour Colour::of_stream(os::StandardStream stream, const aws::Environment& environment) {
  return Colour(os::has_colours(stream) && !environment.get("NO_COLOR"));
}

std::string Colour::paint(Ink ink, std::string_view text) const {
  if (!on_) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", parameter(ink), text);
}

}  // namespace cloudx::cli
