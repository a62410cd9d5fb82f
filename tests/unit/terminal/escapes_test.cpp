#include "terminal/escapes.hpp"

#include <random>
#include <string>

#include <boost/json/array.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::terminal {
namespace {

namespace json = boost::json;
using aws::testing::text_of;

std::string name_of(Escape escape) {
  switch (escape) {
    case Escape::terminate:
      return "terminate";
    case Escape::help:
      return "help";
    case Escape::disabled:
      return "disabled";
  }
  return {};
}

// What goes out, and the escapes, in one text.
std::string typed(std::string_view text, std::size_t step) {
  EscapeFilter filter;
  std::string sent;
  std::string escapes;
  for (std::size_t at = 0; at < text.size(); at += step) {
    const auto output = filter.filter(as_bytes(text.substr(at, step)));
    sent += as_text(output.send);
    for (const Escape escape : output.escapes) escapes += " " + name_of(escape);
  }
  return sent + escapes;
}

std::string typed(std::string_view text) {
  return typed(text, text.size());
}

std::string element_of(const json::value& list, std::size_t at) {
  if (at >= list.as_array().size()) return {};
  const json::string& text = list.as_array().at(at).as_string();
  return {text.data(), text.size()};
}

TEST(EscapeFilter, VectorsAreFilteredAsTheOfficialClientDoes) {
  const json::value data =
      aws::testing::load_vectors(aws::testing::test_data("sessions/escapes.json"));
  for (const json::value& vector : data.at("cases").as_array()) {
    const std::string name = text_of(vector, "name");
    EscapeFilter filter;
    std::vector<std::string> escapes;
    for (std::size_t at = 0; at < vector.at("stdinHex").as_array().size(); ++at) {
      const Bytes read = unhex(element_of(vector.at("stdinHex"), at)).value();
      const auto output = filter.filter(read);
      EXPECT_EQ(hex(output.send), element_of(vector.at("forwardHex"), at)) << name;
      for (const Escape escape : output.escapes) escapes.push_back(name_of(escape));
    }
    ASSERT_EQ(escapes.size(), vector.at("actions").as_array().size()) << name;
    for (std::size_t at = 0; at < escapes.size(); ++at) {
      EXPECT_EQ(escapes.at(at), element_of(vector.at("actions"), at)) << name;
    }
  }
}

TEST(EscapeFilter, NothingIsSentAfterTermination) {
  EscapeFilter filter;
  (void)filter.filter(as_bytes("\r~."));
  const auto output = filter.filter(as_bytes("more\r~?"));
  EXPECT_TRUE(output.send.empty());
  EXPECT_TRUE(output.escapes.empty());
}

TEST(EscapeFilter, SentTildeEndsTheBeginningOfTheLine) {
  EXPECT_EQ(typed("\r~~~."), "\r~~.");
  EXPECT_EQ(typed("\r~x~."), "\r~x~.");
  EXPECT_EQ(typed("\r~\x1a~."), "\r~\x1a~.");
}

TEST(EscapeFilter, WhereTheBytesAreCutDoesNotMatter) {
  std::mt19937 random(7);
  constexpr std::string_view kKeys = "\r\n~~~?-x";  // without the one that drops what came with it
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 20 + 1, ' ');
    for (char& c : text) c = kKeys[random() % kKeys.size()];
    const std::string whole = typed(text);
    for (std::size_t step = 1; step < text.size(); ++step) {
      ASSERT_EQ(typed(text, step), whole) << hex(as_bytes(text));
    }
  }
}

TEST(EscapeFilter, EveryByteIsSentWhereNoLineHasEnded) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    if (byte != '\r' && byte != '\n') all += static_cast<char>(byte);
  }
  EXPECT_EQ(typed(all), all);
}

TEST(EscapeTexts, LinesEndForARawTerminalAndHelpNamesEachEscape) {
  for (const std::string_view text : {escape_help(), escapes_disabled()}) {
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
      EXPECT_EQ(text.at(at - 1), '\r');
    }
    EXPECT_TRUE(text.ends_with("\r\n"));
  }
  for (const char* escape : {"~.", "~~", "~-", "~?"}) {
    EXPECT_THAT(escape_help(), ::testing::HasSubstr(escape));
  }
}

}  // namespace
}  // namespace cloudx::terminal
