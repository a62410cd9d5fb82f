#pragma once
// The store's blocking calls made from coroutines: they run on threads of their own.

#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/store.hpp"

namespace cloudx::relay {

class StoreAccess {
 public:
  explicit StoreAccess(std::unique_ptr<store::Store> store)
      : store_(std::move(store)), threads_(kThreads) {}
  StoreAccess(const StoreAccess&) = delete;
  StoreAccess& operator=(const StoreAccess&) = delete;
  ~StoreAccess() { threads_.join(); }

  // What `call` gives, called with the store on another thread. What it refers to must live until
  // then. This object must outlive the call.
  template <class Call, class Value = std::invoke_result_t<Call, store::Store&>>
  boost::asio::awaitable<Value> run(Call call) {
    boost::asio::awaitable<Value> there = run_there<Call, Value>(store_.get(), std::move(call));
    return boost::asio::co_spawn(threads_.get_executor(), std::move(there),
                                 boost::asio::use_awaitable);
  }

  [[nodiscard]] store::Store& store() { return *store_; }

 private:
  static constexpr std::size_t kThreads = 4;

  template <class Call, class Value>
  static boost::asio::awaitable<Value> run_there(store::Store* store, Call call) {
    co_return call(*store);
  }

  std::unique_ptr<store::Store> store_;
  boost::asio::thread_pool threads_;
};

}  // namespace cloudx::relay
