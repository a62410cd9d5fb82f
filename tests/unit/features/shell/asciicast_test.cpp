#include "features/shell/asciicast.hpp"

#include <random>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace cloudx::shell {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string kReplacement = "\xef\xbf\xbd";

// The data of all lines of output. Boost's parser refuses what is not JSON or not UTF-8.
std::string played(const std::string& lines) {
  std::string data;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const json::value event = json::parse(lines.substr(begin, end - begin));
    EXPECT_EQ(event.as_array().size(), 3U);
    const json::string& text = event.as_array().at(2).as_string();
    data.append(text.data(), text.size());
    begin = end + 1;
  }
  return data;
}

std::string recorded(std::string_view bytes, std::size_t step) {
  Asciicast cast;
  std::string lines;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    lines += cast.output(1s, as_bytes(bytes.substr(at, step)));
  }
  return lines + cast.finish(2s);
}

TEST(Asciicast, HeaderHasWhatIsKnown) {
  EXPECT_EQ(Asciicast::header({.columns = 80, .rows = 24}),
            "{\"version\": 2, \"width\": 80, \"height\": 24}\n");
  EXPECT_EQ(
      Asciicast::header({.columns = 80, .rows = 24, .timestamp = 1504467315, .title = "a \"b\"\n"}),
      "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1504467315, \"title\": "
      "\"a \\\"b\\\"\\n\"}\n");
}

TEST(Asciicast, HeaderIsJsonWhateverIsInIt) {
  const json::value header = json::parse(Asciicast::header({.title = "\xff\x1b\xe2\x82"}));
  EXPECT_EQ(header.at("title").as_string(), kReplacement + "\x1b" + kReplacement);
}

TEST(Asciicast, EventsAreLinesWithTheirTime) {
  Asciicast cast;
  EXPECT_EQ(cast.output(248848us, as_bytes("\x1b[1mHi\r\n")),
            "[0.248848, \"o\", \"\\u001b[1mHi\\r\\n\"]\n");
  EXPECT_EQ(cast.resized(3600s, 213, 57), "[3600.000000, \"r\", \"213x57\"]\n");
  EXPECT_EQ(cast.output(-1us, as_bytes("x")), "[0.000000, \"o\", \"x\"]\n");
  EXPECT_EQ(cast.output(1s, {}), "");
  EXPECT_EQ(cast.finish(1s), "");
}

TEST(Asciicast, ControlCharactersAreEscapedAndOthersAsTheyAre) {
  Asciicast cast;
  EXPECT_EQ(cast.output(0s, as_bytes("\"\\\t\x7f\xc2\x9b\xc2\xa0\xe2\x82\xac\0"s)),
            "[0.000000, \"o\", \"\\\"\\\\\\t\\u007f\\u009b\xc2\xa0\xe2\x82\xac\\u0000\"]\n");
}

TEST(Asciicast, CharacterThatComesInPiecesIsHeldBackUntilItIsWhole) {
  Asciicast cast;
  EXPECT_EQ(cast.output(1s, as_bytes("\xe2")), "");
  EXPECT_EQ(cast.resized(3s, 1, 1), "[3.000000, \"r\", \"1x1\"]\n");
  EXPECT_EQ(cast.output(4s, as_bytes("\x82\xacx\xe2\x82")),
            "[4.000000, \"o\", \"\xe2\x82\xacx\"]\n");
  EXPECT_EQ(cast.finish(7s), "[7.000000, \"o\", \"" + kReplacement + "\"]\n");
  EXPECT_EQ(cast.finish(8s), "");
}

TEST(Asciicast, BytesThatAreNoUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(played(recorded("a\xff\xe2\x82z", 100)), "a" + kReplacement + kReplacement + "z");
  EXPECT_EQ(played(recorded("\xed\xa0\x80", 100)), kReplacement + kReplacement + kReplacement);
}

TEST(Asciicast, WhereTheBytesAreCutDoesNotMatter) {
  std::mt19937 random(7);
  constexpr std::string_view kPieces = "\xe2\x82\xac\xf0\x9f\x98\x80\xff\xc3\"\\\n\x1b z";
  for (int round = 0; round < 500; ++round) {
    std::string bytes(random() % 24 + 1, ' ');
    for (char& c : bytes) c = kPieces[random() % kPieces.size()];
    const std::string whole = played(recorded(bytes, bytes.size()));
    EXPECT_TRUE(is_utf8(whole));
    if (is_utf8(bytes)) EXPECT_EQ(whole, bytes);
    for (std::size_t step = 1; step < bytes.size(); ++step) {
      ASSERT_EQ(played(recorded(bytes, step)), whole);
    }
  }
}

TEST(Asciicast, ValidTextIsPlayedAsItWas) {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  text += "\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbd\xf4\x8f\xbf\xbf";
  EXPECT_EQ(played(recorded(text, 3)), text);
}

}  // namespace
}  // namespace cloudx::shell
