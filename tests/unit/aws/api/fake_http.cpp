#include "unit/aws/api/fake_http.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws::testing {

FakeHttp::FakeHttp() : answer_([](const HttpRequest&) { return answer(404, ""); }) {}

FakeHttp::FakeHttp(std::vector<Result<HttpResponse>> answers)
    : answer_([answers = std::move(answers), next = 0UZ](const HttpRequest&) mutable {
        const std::size_t index = std::min(next++, answers.size() - 1);
        return answers[index];
      }) {}

boost::asio::awaitable<Result<HttpResponse>> FakeHttp::send(HttpRequest request,
                                                            async::Deadline /*deadline*/) {
  sent.push_back(std::move(request));
  co_return answer_(sent.back());
}

HttpResponse answer(int status, std::string body, std::vector<HttpHeader> headers) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

HttpResponse json_error(int status, const std::string& code) {
  return answer(status, fmt::format("{{\"__type\":\"{}\",\"message\":\"text\"}}", code));
}

Credentials example_credentials(const std::string& session_token) {
  Credentials out;
  out.access_key_id = "AKIDEXAMPLE";
  out.secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  out.session_token = Secret(session_token);
  return out;
}

ApiClientOptions test_options(const std::string& region) {
  ApiClientOptions options;
  options.endpoints.region = region;
  options.random = [] { return 0.0; };
  return options;
}

TestBench::TestBench(FakeHttp::Answer reply, const std::string& session_token)
    : http(std::move(reply)),
      clock([this] { return local_time; }),
      client(http, clock, test_options()),
      signer(example_credentials(session_token)) {}

Environment environment_of(std::map<std::string, std::string> variables) {
  return Environment(
      [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(std::string(name));
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      });
}

std::map<std::string, std::string> form_of(std::string_view text) {
  std::map<std::string, std::string> out;
  if (text.empty()) return out;
  for (const std::string_view part : split(text, '&')) {
    std::string pair(part);
    std::ranges::replace(pair, '+', ' ');
    const std::size_t equals = pair.find('=');
    out[percent_decode(pair.substr(0, equals))] = percent_decode(pair.substr(equals + 1));
  }
  return out;
}

std::vector<std::string> credential_scope(const HttpRequest& request) {
  const std::string_view header = find_header(request.headers, "Authorization");
  const std::size_t start = header.find("Credential=");
  if (start == std::string_view::npos) return {};
  const std::string_view rest = header.substr(start + 11);
  std::vector<std::string> out;
  for (const std::string_view part : split(rest.substr(0, rest.find(',')), '/')) {
    out.emplace_back(part);
  }
  return out;
}

}  // namespace cloudx::aws::testing
