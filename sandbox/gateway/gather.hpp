#pragma once
// Lets whatever is ready run first, for as long as that makes `size()` grow and less than `enough`:
// what has arrived by then is handled before the first of it is answered, so that the answers go
// out together.

#include <cstddef>
#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace cloudx::sandbox {

boost::asio::awaitable<void> gather(boost::asio::any_io_executor executor,
                                    std::function<std::size_t()> size, std::size_t enough);

}  // namespace cloudx::sandbox
