#include "sandbox/server/session_options.hpp"

#include <filesystem>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::sandbox {

Result<void> read_document(std::string_view text, Documents& into) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return fail(Errc::usage, "--document wants NAME=FILE");
  const std::filesystem::path file(text.substr(equals + 1));
  const Result<std::string> content = os::read_file(file);
  if (!content) return std::unexpected(content.error());
  boost::json::error_code error;
  const boost::json::value parsed = boost::json::parse(*content, error);
  if (error || !parsed.is_object()) {
    return fail(Errc::usage, fmt::format("{} holds no JSON object", file.string()));
  }
  Result<SessionDocument> document = parse_document(parsed.get_object());
  if (!document) return fail(file.string(), document.error());
  into.insert_or_assign(std::string(text.substr(0, equals)), std::move(*document));
  return {};
}

Result<void> read_remote_host(std::string_view text, HostNames& into) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    return fail(Errc::usage, "--remote-host wants NAME=ADDRESS");
  }
  std::vector<std::string>& addresses = into[std::string(text.substr(0, equals))];
  text.remove_prefix(equals + 1);
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    addresses.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return {};
}

}  // namespace cloudx::sandbox
