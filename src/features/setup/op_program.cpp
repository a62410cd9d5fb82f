#include "features/setup/op_program.hpp"

#include <algorithm>
#include <cctype>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "os/process/process.hpp"

namespace cloudx::setup {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxOutput = 4U << 20;
constexpr std::chrono::minutes kLimit{2};  // op may wait for a finger on a sensor

// "[ERROR] 2026/01/31 12:00:00 You are not currently signed in. ...", "session expired, sign in to
// create a new session", "No accounts configured for use with 1Password CLI."
bool says_signed_out(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower.contains("signed in") || lower.contains("sign in") || lower.contains("signin") ||
         lower.contains("session expired") || lower.contains("no accounts");
}

}  // namespace

Result<std::string> op(std::vector<std::string> words) {
  words.insert(words.begin(), "op");
  const auto ran = async::wait_for<os::ProcessOutput>(kLimit, [&](async::Deadline deadline) {
    return os::run_process(words, kMaxOutput, std::move(deadline));
  });
  if (!ran) return std::unexpected(ran.error());
  if (ran->exit_status == 0) return ran->out;
  const std::string said = ran->err.substr(0, ran->err.find_last_not_of("\r\n") + 1);
  if (says_signed_out(said)) {
    return fail(
        Errc::credentials,
        fmt::format("nobody is signed in to 1Password: run  op signin  (it says: {})", said));
  }
  return fail(Errc::io, fmt::format("op {} failed: {}", words[1], said));
}

Result<json::value> op_json(std::vector<std::string> words) {
  words.emplace_back("--format=json");
  const auto text = op(std::move(words));
  if (!text) return std::unexpected(text.error());
  boost::system::error_code error;
  // An empty list is written as nothing at all by some versions.
  if (text->find_first_not_of(" \t\r\n") == std::string::npos) return json::array();
  json::value parsed = json::parse(*text, error);
  if (error) return fail(Errc::io, "op answered with something that is not JSON");
  return parsed;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member != nullptr && member->is_string() ? std::string(member->get_string().c_str())
                                                  : std::string();
}

std::vector<OpEntry> op_entries(const json::value& list, std::string_view name_key) {
  std::vector<OpEntry> found;
  if (!list.is_array()) return found;
  for (const json::value& item : list.get_array()) {
    const json::object* object = item.if_object();
    if (object == nullptr) continue;
    OpEntry entry{text_of(*object, "id"), text_of(*object, name_key), {}, {}};
    const json::value* vault = object->if_contains("vault");
    if (vault != nullptr && vault->is_object()) {
      entry.vault = text_of(vault->get_object(), "name");
      entry.vault_id = text_of(vault->get_object(), "id");
    }
    if (!entry.id.empty()) found.push_back(std::move(entry));
  }
  return found;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace cloudx::setup
