#pragma once
// The grammar of the program's configuration file: lines as in ~/.aws/config (aws/core), with the
// sections [default], [profile NAME], [host PATTERN...] and [forward NAME].

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/values.hpp"

namespace cloudx::config {

struct HostSection {
  std::vector<std::string> patterns;  // of ssh_config(5)
  Values values;
};

// One end of a set, as it is written for -L or -D.
struct ForwardEnd {
  std::string text;
  std::size_t line = 0;
};

struct ForwardSet {
  std::string target;
  std::vector<ForwardEnd> local;    // -L
  std::vector<ForwardEnd> dynamic;  // -D
};

struct Sections {
  Values defaults;
  std::map<std::string, Values, std::less<>> profiles;
  std::vector<HostSection> hosts;  // in the order of the file
  std::map<std::string, ForwardSet, std::less<>> forwards;
};

struct Fault {
  std::size_t line = 0;  // from 1
  std::string what;
};

struct Parsed {
  Sections sections;
  std::vector<Fault> faults;  // in the order of the lines
};

// Whatever has a fault is left out, and all the rest is there. The ends of sets are taken as they
// are: the command forward reads them.
[[nodiscard]] Parsed parse(std::string_view text);

}  // namespace cloudx::config
