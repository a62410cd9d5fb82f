#include "sandbox/vm/cloud_config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace {

// Settings of the image's own that change nothing here.
constexpr std::array<std::string_view, 5> kWithoutEffect{
    "ssh_deletekeys", "ssh_pwauth", "disable_root", "no_ssh_fingerprints", "ssh"};

Command read_command(const YAML::Node& node) {
  if (node.IsScalar()) return {"sh", "-c", node.as<std::string>()};
  Command words;
  for (const YAML::Node& word : node) words.push_back(word.as<std::string>());
  return words;
}

std::vector<Command> read_commands(const YAML::Node& node) {
  std::vector<Command> commands;
  for (const YAML::Node& command : node) commands.push_back(read_command(command));
  return commands;
}

mode_t read_mode(const YAML::Node& node) {
  if (!node) return 0644;
  const auto text = node.as<std::string>();
  constexpr int kOctal = 8;
  mode_t mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, kOctal);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw YAML::RepresentationException(node.Mark(), "permissions are not octal");
  }
  return mode;
}

WrittenFile read_written_file(const YAML::Node& node) {
  WrittenFile file;
  file.path = node["path"].as<std::string>();
  file.content = node["content"].as<std::string>("");
  file.mode = read_mode(node["permissions"]);
  file.append = node["append"].as<bool>(false);
  const auto encoding = node["encoding"].as<std::string>("text/plain");
  if (encoding == "b64" || encoding == "base64") {
    const auto bytes = unbase64(file.content);
    if (!bytes) throw YAML::RepresentationException(node.Mark(), "content is no base64");
    file.content = as_text(*bytes);
  } else if (encoding != "text/plain") {
    throw YAML::RepresentationException(node.Mark(), "the sandbox has no encoding " + encoding);
  }
  return file;
}

void read_entry(const std::string& key, const YAML::Node& value, CloudConfig& into) {
  if (key == "ssh_keys") {
    into.host_keys = value.as<std::map<std::string, std::string>>();
  } else if (key == "ssh_authorized_keys") {
    into.authorized_keys = value.as<std::vector<std::string>>();
  } else if (key == "write_files") {
    for (const YAML::Node& file : value) into.files.push_back(read_written_file(file));
  } else if (key == "bootcmd") {
    into.boot_commands = read_commands(value);
  } else if (key == "runcmd") {
    into.run_commands = read_commands(value);
  } else if (std::ranges::count(kWithoutEffect, key) == 0) {
    into.passed_over.push_back(key);
  }
}

}  // namespace

Result<CloudConfig> parse_cloud_config(std::string_view user_data) {
  CloudConfig config;
  if (user_data.empty()) return config;
  if (!user_data.starts_with("#cloud-config")) {
    return fail(Errc::configuration, "the user data is no #cloud-config");
  }
  try {
    const YAML::Node document = YAML::Load(std::string(user_data));
    if (!document.IsMap() && !document.IsNull()) {
      return fail(Errc::configuration, "the user data is no mapping");
    }
    for (const auto& entry : document) {
      read_entry(entry.first.as<std::string>(), entry.second, config);
    }
  } catch (const YAML::Exception& error) {
    return fail(Errc::configuration, fmt::format("the user data: {}", error.what()));
  }
  return config;
}

}  // namespace cloudx::sandbox
