#include "login/browser.hpp"

#include <algorithm>

#include "os/process/desktop.hpp"

namespace cloudx::login {

namespace {

bool has_screen(const aws::Environment& environment) {
  const auto signs = os::screen_variables();
  return signs.empty() || std::ranges::any_of(signs, [&](const char* name) {
           return environment.get(name).has_value();
         });
}

// The URL comes from a service, and the program that gets it reads options and other schemes, too.
bool is_web_page(const std::string& url) {
  return url.starts_with("https://") &&
         std::ranges::all_of(url, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

bool open_in_browser(const std::string& url, const aws::Environment& environment) {
  return is_web_page(url) && has_screen(environment) && os::open_web_page(url);
}

}  // namespace cloudx::login
