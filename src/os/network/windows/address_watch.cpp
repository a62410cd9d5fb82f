#include "os/network/address_watch.hpp"

#include <winsock2.h>
#include <iphlpapi.h>
#include <netioapi.h>
#include <utility>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

// A socket can be bound to an address only while this machine has it.
bool is_gone(const asio::any_io_executor& executor, const asio::ip::address& address) {
  const asio::ip::udp::endpoint endpoint(address, 0);
  asio::ip::udp::socket probe(executor);
  boost::system::error_code error;
  probe.open(endpoint.protocol(), error);
  if (error) return false;
  probe.bind(endpoint, error);
  return error.value() == WSAEADDRNOTAVAIL;
}

}  // namespace

struct AddressWatch::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor the_executor, asio::ip::address the_address,
        std::function<void()> what_then)
      : executor(std::move(the_executor)),
        address(std::move(the_address)),
        on_gone(std::move(what_then)) {}

  // On a thread of the system's. What has changed is not read: only whether our address is still
  // there counts.
  static void WINAPI changed(void* state, MIB_UNICASTIPADDRESS_ROW*, MIB_NOTIFICATION_TYPE) {
    auto ours = static_cast<State*>(state)->shared_from_this();
    asio::post(ours->executor, [ours] {
      if (ours->on_gone && is_gone(ours->executor, ours->address)) {
        std::exchange(ours->on_gone, nullptr)();
      }
    });
  }

  asio::any_io_executor executor;
  asio::ip::address address;
  std::function<void()> on_gone;  // null once called or not wanted any more
  HANDLE notifications = nullptr;
};

AddressWatch::AddressWatch(const asio::any_io_executor& executor, const asio::ip::address& address,
                           std::function<void()> on_gone)
    : state_(std::make_shared<State>(executor, address, std::move(on_gone))) {
  ::NotifyUnicastIpAddressChange(AF_UNSPEC, &State::changed, state_.get(), FALSE,
                                 &state_->notifications);
}

// Waits for a notice that is being given.
AddressWatch::~AddressWatch() {
  state_->on_gone = nullptr;
  if (state_->notifications != nullptr) ::CancelMibChangeNotify2(state_->notifications);
}

}  // namespace cloudx::os
