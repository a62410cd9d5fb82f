#include "bench/limit/options.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "protocol/ssm/acknowledge.hpp"

namespace cloudx::bench {
namespace {

constexpr std::int64_t kUsualNumber = 100'000;  // the number's digits are part of an acknowledge

std::size_t acknowledge_size() {
  ssm::AcknowledgeBuffer buffer;
  const ssm::Acknowledge usual{ssm::MessageType::output_stream_data, {}, kUsualNumber};
  return ssm::kFrameHeaderSize + ssm::format_acknowledge(usual, buffer).size();
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
  CLI::App app(
      "How fast two processes exchange messages over a TLS websocket, with no protocol on "
      "top:\none way data, and for each an answer of an acknowledge's size. Prints JSON.",
      "cloudx-bench-limit");
  Options options;
  std::uint64_t bytes = 64U << 20;
  std::string direction = "up";
  app.add_option("--direction", direction, "up: the client sends the data; down: it receives them")
      ->check(CLI::IsMember({"up", "down"}));
  app.add_option("--bytes", bytes, "Payload bytes in all")->capture_default_str();
  app.add_option("--payload", options.payload, "Payload bytes of a message")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 20))
      ->capture_default_str();
  app.add_option("--window", options.load.window, "Messages that may be unanswered")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--batched", options.batched,
               "Through this project's own websocket, many messages with one write");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  options.load.upload = direction == "up";
  options.load.messages = std::max<std::uint64_t>(bytes / options.payload, 1);
  options.load.data_size = ssm::kFrameHeaderSize + options.payload;
  options.load.answer_size = acknowledge_size();
  return options;
}

}  // namespace cloudx::bench
