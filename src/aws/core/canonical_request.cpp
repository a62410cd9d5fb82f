#include "aws/core/canonical_request.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/core/text.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

namespace {

constexpr std::array<std::string_view, 8> kNeverSigned = {
    "authorization",     "user-agent", "x-amzn-trace-id", "expect",
    "transfer-encoding", "connection", "content-length",  "accept-encoding"};

std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string out = fmt::format("/{}", fmt::join(kept, "/"));
  if (path.ends_with('/') && !kept.empty()) out += '/';
  return out;
}

std::string query_component(std::string_view wire) {
  std::string text(wire);
  std::ranges::replace(text, '+', ' ');
  return percent_encode(percent_decode(text));
}

// Trimmed, inner runs of white space collapsed to one space, inside quotes too.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : trim(value)) {
    const bool space = is_space(c);
    if (!space || !out.ends_with(' ')) out += space ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string canonical_path(std::string_view path, PathStyle style) {
  if (path.empty()) return "/";
  if (style == PathStyle::s3) return std::string(path);
  const std::string segments =
      style == PathStyle::normalized ? without_dot_segments(path) : std::string(path);
  return percent_encode(segments, "/");
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    parameters.emplace_back(query_component(part.substr(0, equals)), query_component(value));
  }
  std::ranges::sort(parameters);
  std::string out;
  for (const auto& [name, value] : parameters) {
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  }
  return out;
}

CanonicalHeaders canonical_headers(const std::vector<HttpHeader>& headers) {
  std::map<std::string, std::string> by_name;
  for (const HttpHeader& header : headers) {
    const auto [at, is_new] = by_name.try_emplace(lower(header.name));
    if (!is_new) at->second += ',';
    at->second += canonical_value(header.value);
  }
  CanonicalHeaders out;
  for (const auto& [name, value] : by_name) {
    out.block += fmt::format("{}:{}\n", name, value);
    out.names += fmt::format("{}{}", out.names.empty() ? "" : ";", name);
  }
  return out;
}

bool is_signable(std::string_view header_name) {
  return std::ranges::find(kNeverSigned, lower(header_name)) == kNeverSigned.end();
}

std::string canonical_request(std::string_view method, std::string_view target,
                              const std::vector<HttpHeader>& signed_headers,
                              std::string_view payload_hash, PathStyle style) {
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  const CanonicalHeaders headers = canonical_headers(signed_headers);
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", method,
                     canonical_path(target.substr(0, question), style), canonical_query(query),
                     headers.block, headers.names, payload_hash);
}

}  // namespace cloudx::aws
