#pragma once
// Colours on terminals, and on nothing else.

#include <cstdint>
#include <string>
#include <string_view>

#include "aws/core/environment.hpp"
#include "os/standard_stream.hpp"

namespace cloudx::cli {

enum class Ink : std::uint8_t { bold, dim, green, yellow, red };

class Colour {
 public:
  explicit Colour(bool on) : on_(on) {}

  // For what is written there: on when it is a terminal that knows colours and NO_COLOR is not set
  // (no-color.org: to anything but the empty string).
  [[nodiscard]] static Colour of_stream(os::StandardStream stream,
                                        const aws::Environment& environment);

  // The text between escape sequences, or as it is.
  [[nodiscard]] std::string paint(Ink ink, std::string_view text) const;

 private:
  bool on_;
};

}  // namespace cloudx::cli
