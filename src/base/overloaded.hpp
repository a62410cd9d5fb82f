#pragma once
// One function object of several: a handler for each type of a variant, for std::visit.

namespace cloudx {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace cloudx
