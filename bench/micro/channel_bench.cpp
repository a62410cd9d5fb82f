// The channel's core: what one message costs between the websocket and the local side, and how
// often it asks for memory.

#include <benchmark/benchmark.h>

#include "support/allocation_counter.hpp"
#include "support/channel_exchange.hpp"

namespace cloudx::test {
namespace {

constexpr std::size_t kAtOnce = 64;  // messages
constexpr int kWarmUp = 400;         // rounds until every buffer has been used

// The peer's work is between PauseTiming and ResumeTiming; it allocates nothing.
void report(benchmark::State& state, std::uint64_t messages, std::uint64_t allocated) {
  const auto count = static_cast<double>(messages);
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
  state.SetBytesProcessed(static_cast<std::int64_t>(messages) * state.range(0));
  state.counters["allocations_per_message"] = static_cast<double>(allocated) / count;
}

std::size_t upload(ChannelExchange& exchange, benchmark::State* state) {
  const std::size_t sent = exchange.send(kAtOnce);
  if (state != nullptr) state->PauseTiming();
  exchange.make_acknowledges();
  if (state != nullptr) state->ResumeTiming();
  exchange.take_acknowledges();
  return sent;
}

std::size_t download(ChannelExchange& exchange, benchmark::State* state) {
  if (state != nullptr) state->PauseTiming();
  exchange.make_output(kAtOnce);
  if (state != nullptr) state->ResumeTiming();
  exchange.take_output();
  return kAtOnce;
}

template <auto Round>
void run(benchmark::State& state) {
  ChannelExchange exchange(static_cast<std::size_t>(state.range(0)));
  for (int i = 0; i < kWarmUp; ++i) Round(exchange, nullptr);
  const std::uint64_t before = allocations();
  std::uint64_t messages = 0;
  for (auto _ : state) messages += Round(exchange, &state);
  report(state, messages, allocations() - before);
}
BENCHMARK(run<upload>)->Name("channel_upload")->Arg(1 << 10)->Arg(64 << 10);
BENCHMARK(run<download>)->Name("channel_download")->Arg(1 << 10)->Arg(64 << 10);

}  // namespace
}  // namespace cloudx::test
