#pragma once

#include <string_view>

namespace cloudx::plugin {

// On stdout, at once; what nobody takes for a while is dropped.
void print(std::string_view text);

}  // namespace cloudx::plugin
