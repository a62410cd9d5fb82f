// The wire format: a data message, and its acknowledge.

#include <benchmark/benchmark.h>

#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::ssm {
namespace {

FrameHeader data_header() {
  FrameHeader header;
  header.type = MessageType::input_stream_data;
  header.created_ms = 1'700'000'000'000;
  header.sequence = 100'000;
  header.payload_type = PayloadType::output;
  return header;
}

Acknowledge usual_acknowledge() {
  Acknowledge acknowledge{MessageType::input_stream_data, {}, 100'000};
  for (std::size_t i = 0; i < acknowledge.id.bytes.size(); ++i) {
    acknowledge.id.bytes[i] = static_cast<std::uint8_t>(17 * i);
  }
  return acknowledge;
}

void decode_frame(benchmark::State& state) {
  Bytes message;
  encode_frame(data_header(), Bytes(static_cast<std::size_t>(state.range(0)), 0x5A), message);
  for (auto _ : state) benchmark::DoNotOptimize(ssm::decode_frame(message));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decode_frame)->Arg(1 << 10)->Arg(64 << 10);

void encode_frame(benchmark::State& state) {
  const Bytes payload(static_cast<std::size_t>(state.range(0)), 0x5A);
  Bytes message;
  for (auto _ : state) {
    ssm::encode_frame(data_header(), payload, message);
    benchmark::DoNotOptimize(message.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(encode_frame)->Arg(1 << 10)->Arg(64 << 10);

void format_acknowledge(benchmark::State& state) {
  AcknowledgeBuffer buffer;
  const Acknowledge acknowledge = usual_acknowledge();
  for (auto _ : state) benchmark::DoNotOptimize(ssm::format_acknowledge(acknowledge, buffer));
}
BENCHMARK(format_acknowledge);

void parse_acknowledge(benchmark::State& state) {
  AcknowledgeBuffer buffer;
  const ByteView payload = ssm::format_acknowledge(usual_acknowledge(), buffer);
  for (auto _ : state) benchmark::DoNotOptimize(ssm::parse_acknowledge(payload));
}
BENCHMARK(parse_acknowledge);

}  // namespace
}  // namespace cloudx::ssm
