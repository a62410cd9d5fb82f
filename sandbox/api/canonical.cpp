// The canonical request of Signature Version 4.

#include <algorithm>
#include <cctype>
#include <ranges>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sandbox/api/signature.hpp"

namespace cloudx::sandbox {

namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// Dot and empty segments go, then every segment is encoded once more.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, '/')) {
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string out;
  for (const std::string_view segment : kept) out += "/" + percent_encode(segment);
  if (out.empty() || path.ends_with('/')) out += "/";
  return out;
}

std::string recode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');  // form data: a raw '+' is a space
  return percent_encode(percent_decode(spaced));
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string_view item : split(query, '&')) {
    if (item.empty()) continue;
    const std::size_t equals = item.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1);
    parameters.emplace_back(recode(item.substr(0, equals)), recode(value));
  }
  std::ranges::sort(parameters);
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

// Trimmed, and inner runs of white space are one space.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool space = c == ' ' || c == '\t';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string canonical_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  std::string line = std::string(name) + ":";
  bool first = true;
  for (const HttpHeader& header : headers) {
    if (!same_name(header.name, name)) continue;
    if (!std::exchange(first, false)) line += ',';
    line += canonical_value(header.value);
  }
  return line + "\n";
}

}  // namespace

std::string canonical_request(const HttpRequest& request, std::string_view signed_headers) {
  const std::string_view target = request.url.target;
  const std::size_t mark = target.find('?');
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  std::string out = request.method + "\n" + canonical_path(target.substr(0, mark)) + "\n" +
                    canonical_query(query) + "\n";
  for (const std::string_view name : split(signed_headers, ';')) {
    out += canonical_header(request.headers, name);
  }
  out += "\n" + std::string(signed_headers) + "\n" + hex(sha256(as_bytes(request.body)));
  return out;
}

}  // namespace cloudx::sandbox
