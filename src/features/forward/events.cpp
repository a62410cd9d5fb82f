#include "features/forward/events.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/utf8.hpp"
#include "os/standard_stream.hpp"

namespace cloudx::forward {

namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kPatience{1};

// A path and the words of an agent may be any bytes, and JSON is UTF-8 (RFC 8259, section 8.1).
json::value text(const std::string& bytes) {
  return json::value(to_utf8(bytes));
}

}  // namespace

void Events::print(const std::string& line) {
  if (dropped_ > 0 &&
      put(json::serialize(json::object{{"event", "dropped"}, {"events", dropped_}}))) {
    dropped_ = 0;
  }
  if (dropped_ > 0 || !put(line)) ++dropped_;
}

// Connections wait meanwhile: that is not done for each event.
bool Events::put(const std::string& line) const {
  return os::write_with_patience(os::StandardStream::output, line + "\n",
                                 dropped_ > 0 ? std::chrono::seconds(0) : kPatience);
}

void Events::listening(const std::string& local, const std::string& to) {
  if (json_) {
    print(json::serialize(
        json::object{{"event", "listening"}, {"local", text(local)}, {"to", text(to)}}));
  } else {
    progress_.report(fmt::format("listening on {}, forwarding to {}", local, to));
  }
}

void Events::ready() {
  if (json_) print(json::serialize(json::object{{"event", "ready"}}));
}

void Events::ready_in_background(const std::string& name, std::uint64_t process,
                                 const std::string& log) {
  if (json_) {
    print(json::serialize(
        json::object{{"event", "ready"}, {"name", name}, {"process", process}, {"log", log}}));
  } else {
    progress_.report(fmt::format(
        "{} goes on in the background, as process {}; cloudx-proxy forward stop {} ends it", name,
        process, name));
  }
  json_ = false;
}

void Events::opened(std::uint64_t connection, const std::string& local, const std::string& to) {
  if (json_) {
    print(json::serialize(json::object{{"event", "opened"},
                                       {"connection", connection},
                                       {"local", text(local)},
                                       {"to", text(to)}}));
  } else {
    progress_.detail(fmt::format("connection {}: from {} to {}", connection, local, to));
  }
}

void Events::closed(std::uint64_t connection, const Result<forwarding::Carried>& carried) {
  if (json_) {
    json::object line{{"event", "closed"}, {"connection", connection}};
    if (carried) {
      line["sent"] = carried->sent;
      line["received"] = carried->received;
      line["complete"] = carried->complete;
    } else {
      line["error"] = text(carried.error().message);
    }
    print(json::serialize(line));
  } else if (!carried) {
    progress_.warn(carried.error().message);
  } else {
    progress_.detail(fmt::format("connection {}: closed{}, {} bytes sent, {} received", connection,
                                 carried->complete ? "" : " with its session", carried->sent,
                                 carried->received));
  }
}

}  // namespace cloudx::forward
