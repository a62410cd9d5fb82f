#include "base/error.hpp"

#include <system_error>
#include <utility>

namespace cloudx {

std::unexpected<Error> fail(Errc kind, std::string message) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  return std::unexpected(std::move(error));
}

std::unexpected<Error> fail(std::string_view context, Error error) {
  error.message = std::string(context) + ": " + error.message;
  return std::unexpected(std::move(error));
}

std::string system_message(int errno_value) {
  return std::generic_category().message(errno_value);
}

}  // namespace cloudx
