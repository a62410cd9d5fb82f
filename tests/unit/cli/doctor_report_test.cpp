#include "cli/doctor_report.hpp"

#include <gtest/gtest.h>

namespace cloudx::cli {
namespace {

const std::vector<doctor::Finding> kFindings = {
    doctor::good("region", "eu-west-1"),
    doctor::failure("private key", "is open\x1b[2J", "chmod 600 \"k\"")};

TEST(DoctorReport, TextIsAlignedAndWithoutControlCharacters) {
  EXPECT_EQ(doctor_text(kFindings, Colour(false)),
            "ok       region       eu-west-1\n"
            "fail     private key  is open [2J\n"
            "                      remedy: chmod 600 \"k\"\n\n"
            "1 failed, 0 warnings\n");
}

TEST(DoctorReport, ColoursDoNotMoveTheColumns) {
  const std::string text = doctor_text(kFindings, Colour(true));
  EXPECT_TRUE(text.starts_with("\x1b[32mok\x1b[0m       region "));
  EXPECT_TRUE(text.contains("\x1b[31mfail\x1b[0m     private key "));
}

TEST(DoctorReport, NothingWrongIsSaid) {
  EXPECT_TRUE(doctor_text(std::span(kFindings).first(1), Colour(false))
                  .ends_with("\n\nnothing is wrong\n"));
}

TEST(DoctorReport, JsonHasFourStringsEach) {
  EXPECT_EQ(doctor_json(std::span(kFindings).first(1)),
            "[{\"name\":\"region\",\"status\":\"ok\",\"text\":\"eu-west-1\",\"remedy\":\"\"}]\n");
}

}  // namespace
}  // namespace cloudx::cli
