#pragma once
// What the service is built on: its configuration read, its keys and its certificate tried, AWS and
// the store found.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "aws/clients/clients.hpp"
#include "base/error.hpp"
#include "features/relay/config/service_config.hpp"
#include "features/relay/service/clock.hpp"
#include "features/relay/service/serve.hpp"
#include "home/process_context.hpp"
#include "net/http_server.hpp"
#include "store/store.hpp"

namespace cloudx::relay {

// What is there before the first connection.
struct ServiceResources {
  std::filesystem::path file;                     // of the configuration
  const aws::Environment* environment = nullptr;  // the caller's
  ServiceConfig config;
  ServiceSecrets secrets;
  std::unique_ptr<aws::Clients> clients;
  net::HttpServerOptions http;
  std::unique_ptr<store::Store> store;
  std::string warning;
  std::string notify_socket;
  std::string version;
};

// `context` must outlive it. With `check_only` there is no store.
[[nodiscard]] Result<ServiceResources> acquire_resources(const ServeRequest& request,
                                                         const home::ProcessContext& context,
                                                         const Clock& clock);

// The parts of it that are read anew while the service runs.
[[nodiscard]] Result<ServiceConfig> read_configuration(const std::filesystem::path& file,
                                                       const aws::Environment& environment);

// Every connection is a file, and some are kept for the rest: how many there may be of the `wanted`
// ones, at least one.
[[nodiscard]] std::size_t connections_within(std::size_t wanted, std::size_t open_files);
// With as many files as the system allows.
[[nodiscard]] std::size_t raise_file_limit(std::size_t wanted);

}  // namespace cloudx::relay
