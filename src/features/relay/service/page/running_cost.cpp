#include "features/relay/service/page/running_cost.hpp"

#include <algorithm>

namespace cloudx::relay {

namespace {

constexpr std::chrono::seconds kLeast{60};

}  // namespace

double running_cost(std::chrono::milliseconds ran, double hourly_price) {
  const auto billed = std::max(std::chrono::ceil<std::chrono::seconds>(ran), kLeast);
  return std::chrono::duration<double, std::ratio<3600>>(billed).count() * hourly_price;
}

}  // namespace cloudx::relay
