#pragma once
// What every store promises. Each store's own test file says how it is opened.

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "store/store.hpp"

namespace cloudx::store {

// Keeps what on_change told.
class Ear {
 public:
  void listen(Store& store) {
    store.on_change([this](std::string_view id) {
      const std::scoped_lock lock(mutex_);
      heard_.emplace_back(id);
      more_.notify_all();
    });
  }

  // Waits until the id has been told, and gives what was told from the last wait up to there.
  std::vector<std::string> wait_for(std::string_view id) {
    std::unique_lock lock(mutex_);
    auto found = heard_.end();
    more_.wait(lock, [&] { return (found = std::ranges::find(heard_, id)) != heard_.end(); });
    std::vector<std::string> told(heard_.begin(), found + 1);
    heard_.erase(heard_.begin(), found + 1);
    return told;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<std::string> heard_;
};

// Where the stores of one test keep what they know.
class Place {
 public:
  virtual ~Place() = default;
  // Another node of the service: a store of its own where several may share a place.
  virtual std::shared_ptr<Store> node() = 0;
  // From here on the ear hears every change. It outlives the store.
  virtual void listen(Store& store, Ear& ear) { ear.listen(store); }
};

struct Twin {
  std::string name;
  std::function<std::unique_ptr<Place>()> place;
};

inline void PrintTo(const Twin& twin, std::ostream* out) {
  *out << twin.name;
}

class StoreContract : public ::testing::TestWithParam<Twin> {
 protected:
  std::unique_ptr<Place> place_ = GetParam().place();
  std::shared_ptr<Store> store_ = place_->node();
};

inline Time at(std::int64_t milliseconds) {
  return Time(std::chrono::milliseconds(milliseconds));
}

// Counts in a member that clients are told of.
inline bool count_up(RelayState& state) {
  ++state.attempt;
  return true;
}

}  // namespace cloudx::store
