#pragma once
// Notices that this machine has lost one of its addresses: a network was left, a VPN came or went.
// Connections from that address are dead, and nothing else tells of it.

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>

namespace cloudx::os {

class AddressWatch {
 public:
  // Calls `on_gone` at most once, on the executor; it may destroy this object. Never where the
  // system does not let this program hear of changes.
  AddressWatch(const boost::asio::any_io_executor& executor,
               const boost::asio::ip::address& address, std::function<void()> on_gone);
  AddressWatch(const AddressWatch&) = delete;
  AddressWatch& operator=(const AddressWatch&) = delete;
  ~AddressWatch();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cloudx::os
