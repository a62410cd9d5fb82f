#include "features/relay/install/task_file.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/windows_words.hpp"

namespace cloudx::relay {

namespace {

// The character of UTF-8 at the front, and how many bytes it has.
struct Character {
  std::uint32_t number = 0;
  std::size_t length = 1;
};

Character first_character(std::string_view text) {
  const auto byte = [&text](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t first = byte(0);
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 1 || text.size() < length) return {.number = first, .length = 1};
  std::uint32_t number = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) number = (number << 6U) | (byte(i) & 0x3FU);
  return {.number = number, .length = length};
}

std::string xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [number, length] = first_character(text);
    const bool plain =
        number >= ' ' && number < 0x7F && number != '&' && number != '<' && number != '>';
    out += plain ? std::string(1, text.front()) : fmt::format("&#{};", number);
    text.remove_prefix(length);
  }
  return out;
}

std::string arguments_of(const ServiceFile& service) {
  std::vector<std::string> words{"relay", "forward"};
  words.insert(words.end(), service.options.begin(), service.options.end());
  if (!service.ca_file.empty()) words.insert(words.end(), {"--ca-file", service.ca_file});
  words.insert(words.end(), {"--api-key-file", service.key_file, "--identity", service.identity,
                             "--log-file", service.log_file});
  std::string line;
  for (const std::string& word : words) {
    const bool plain = word.find_first_of(" \t\"\\") == std::string::npos && !word.empty();
    line += (line.empty() ? "" : " ") + (plain ? word : quoted_windows_word(word));
  }
  return line;
}

}  // namespace

// Without the time limit of three days that tasks have otherwise, and on battery, too. Ended by an
// error it is started again after a minute, as often as can be asked for.
std::string task_xml(const ServiceFile& service, bool user) {
  const std::string account = xml(service.run_as.value_or(""));
  const std::string trigger =
      user ? fmt::format("<LogonTrigger><UserId>{}</UserId></LogonTrigger>", account)
           : std::string("<BootTrigger />");
  return fmt::format(
      "<?xml version=\"1.0\"?>\n"
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
      "  <RegistrationInfo>\n"
      "    <Description>Offers this machine's SSH port on a relay (cloudx-proxy relay forward)"
      "</Description>\n"
      "  </RegistrationInfo>\n"
      "  <Triggers>{}</Triggers>\n"
      "  <Principals>\n    <Principal id=\"Account\">\n      <UserId>{}</UserId>\n"
      "      <LogonType>S4U</LogonType>\n      <RunLevel>LeastPrivilege</RunLevel>\n"
      "    </Principal>\n  </Principals>\n"
      "  <Settings>\n"
      "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n"
      "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n"
      "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n"
      "    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\n"
      "    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>\n"
      "  </Settings>\n"
      "  <Actions Context=\"Account\">\n    <Exec>\n      <Command>{}</Command>\n"
      "      <Arguments>{}</Arguments>\n    </Exec>\n  </Actions>\n"
      "</Task>\n",
      trigger, account, xml(quoted_windows_word(service.program)), xml(arguments_of(service)));
}

}  // namespace cloudx::relay
