#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace cloudx::simulation {

// Counts milliseconds in half-millisecond steps; what is above the last step counts there, except
// in max().
class Histogram {
 public:
  void add(double ms) {
    max_ = std::max(max_, ms);
    const auto step = static_cast<std::size_t>(std::max(ms, 0.0) * 2);
    ++steps_[std::min(step, steps_.size() - 1)];
    ++count_;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double max() const { return max_; }
  // The upper edge of the step that holds this part of all values.
  [[nodiscard]] double quantile(double part) const {
    const auto wanted = static_cast<double>(count_) * part;
    double below = 0;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      below += static_cast<double>(steps_[step]);
      if (below >= wanted) return std::min(max_, static_cast<double>(step + 1) / 2);
    }
    return max_;
  }

 private:
  std::array<std::uint64_t, 4000> steps_{};
  std::uint64_t count_ = 0;
  double max_ = 0;
};

}  // namespace cloudx::simulation
