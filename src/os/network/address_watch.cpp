#include "os/network/address_watch.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "os/network/address_events.hpp"
#include "os/new_descriptor.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

// A socket can be bound to an address only while this machine has it.
bool is_gone(const asio::ip::address& address) {
  const asio::ip::tcp::endpoint endpoint(address, 0);
  const Descriptor probe = open_socket(endpoint.protocol().family(), SOCK_DGRAM);
  return probe.get() >= 0 &&
         ::bind(probe.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0 &&
         errno == EADDRNOTAVAIL;
}

}  // namespace

struct AddressWatch::State : std::enable_shared_from_this<State> {
  State(const asio::any_io_executor& executor, asio::ip::address the_address,
        std::function<void()> what_then)
      : events(executor), address(std::move(the_address)), on_gone(std::move(what_then)) {}

  void await_events() {
    events.async_wait(asio::posix::stream_descriptor::wait_read,
                      [state = shared_from_this()](const boost::system::error_code& error) {
                        if (!error && state->on_gone) state->addresses_changed();
                      });
  }

  // Which one has changed is not read: only whether our address is still there counts.
  void addresses_changed() {
    if (take_address_events(events.native_handle()) && is_gone(address)) {
      std::exchange(on_gone, nullptr)();
    } else {
      await_events();
    }
  }

  asio::posix::stream_descriptor events;
  asio::ip::address address;
  std::function<void()> on_gone;  // null once called or not wanted any more
};

AddressWatch::AddressWatch(const asio::any_io_executor& executor, const asio::ip::address& address,
                           std::function<void()> on_gone)
    : state_(std::make_shared<State>(executor, address, std::move(on_gone))) {
  const int events = open_address_events();
  if (events < 0) return;
  state_->events.assign(events);
  state_->await_events();
}

AddressWatch::~AddressWatch() {
  state_->on_gone = nullptr;
  boost::system::error_code ignored;
  state_->events.close(ignored);
}

}  // namespace cloudx::os
