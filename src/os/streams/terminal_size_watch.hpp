#pragma once
// The size of the terminal that stdout is, now and whenever it changes.

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "os/terminal.hpp"

namespace cloudx::os {

class TerminalSizeWatch {
 public:
  // Calls `on_size` at once and after every change, on the executor, until this object goes. Not at
  // all where stdout is no terminal.
  TerminalSizeWatch(const boost::asio::any_io_executor& executor,
                    std::function<void(TerminalSize)> on_size);
  TerminalSizeWatch(const TerminalSizeWatch&) = delete;
  TerminalSizeWatch& operator=(const TerminalSizeWatch&) = delete;
  ~TerminalSizeWatch();

 private:
  class Watch;
  std::shared_ptr<Watch> watch_;
};

}  // namespace cloudx::os
