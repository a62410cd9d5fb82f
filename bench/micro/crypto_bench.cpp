// What everything else is compared with: the bare digest of a payload; and signing a request.

#include <string>

#include <benchmark/benchmark.h>

#include "aws/core/sigv4.hpp"
#include "base/crypto.hpp"

namespace cloudx {
namespace {

void sha256_of_payload(benchmark::State& state) {
  const Bytes payload(static_cast<std::size_t>(state.range(0)), 0x5A);
  for (auto _ : state) benchmark::DoNotOptimize(sha256(payload));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sha256_of_payload)->Arg(1 << 10)->Arg(64 << 10);

void random_message_id(benchmark::State& state) {
  std::array<std::uint8_t, 16> id{};
  for (auto _ : state) {
    random_bytes(id);
    benchmark::DoNotOptimize(id);
  }
}
BENCHMARK(random_message_id);

// StartSession, as it goes out for every connection.
void sigv4_sign(benchmark::State& state) {
  HttpRequest request;
  request.method = "POST";
  request.url.scheme = "https";
  request.url.host = "ssm.eu-west-1.amazonaws.com";
  request.url.target = "/";
  request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "AmazonSSM.StartSession"}};
  request.body = R"({"Target":"i-0123456789abcdef0","DocumentName":"AWS-StartSSHSession",)"
                 R"("Parameters":{"portNumber":["22"]}})";
  aws::Credentials credentials;
  credentials.access_key_id = "AKIDEXAMPLE";
  credentials.secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  credentials.session_token = Secret(std::string(400, 'x'));
  const aws::SigningScope scope{Timestamp(std::chrono::seconds(1'700'000'000)), "eu-west-1", "ssm"};
  for (auto _ : state) {
    aws::sign(request, credentials, scope);
    benchmark::DoNotOptimize(request);
  }
}
BENCHMARK(sigv4_sign);

}  // namespace
}  // namespace cloudx
