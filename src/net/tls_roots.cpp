#include "net/tls_roots.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "os/trusted_roots.hpp"

namespace cloudx::net {

namespace {

namespace fs = std::filesystem;

// Debian and Alpine, Fedora and RHEL, SUSE, macOS.
constexpr std::array<const char*, 5> kBundles = {
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
constexpr std::array<const char*, 2> kDirectories = {"/etc/ssl/certs", "/etc/pki/tls/certs"};

// "5ed36f99.0": what `openssl rehash` makes.
bool is_hash_link(const std::string& name) {
  return name.size() > 9 && name[8] == '.' && name.find_first_not_of("0123456789abcdef") == 8 &&
         name.find_first_not_of("0123456789", 9) == std::string::npos;
}

bool is_hashed_directory(const fs::path& directory) {
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (is_hash_link(at->path().filename().string())) return true;
  }
  return false;
}

Result<void> load_file(SSL_CTX* context, const char* file, std::string_view named_by) {
  if (SSL_CTX_load_verify_file(context, file) == 1) return {};
  return fail(
      Errc::configuration,
      fmt::format("the CA bundle {} ({}) cannot be read or holds no certificate", file, named_by));
}

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

bool add_root(SSL_CTX* context, ByteView der) {
  const unsigned char* begin = der.data();
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &begin, static_cast<long>(der.size())), X509_free);
  return certificate != nullptr &&
         X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) == 1;
}

Result<void> load_system_roots(SSL_CTX* context) {
  std::size_t added = 0;
  for (const Bytes& root : os::trusted_roots()) added += add_root(context, root) ? 1 : 0;
  if (added > 0) return {};
  for (const char* directory : kDirectories) {
    if (is_hashed_directory(directory) && SSL_CTX_load_verify_dir(context, directory) == 1)
      return {};
  }
  for (const char* bundle : kBundles) {
    if (fs::exists(bundle) && SSL_CTX_load_verify_file(context, bundle) == 1) return {};
  }
  return fail(Errc::configuration,
              "no trusted certificate authorities found on this system: install the package "
              "ca-certificates, or set AWS_CA_BUNDLE to a PEM file");
}

Result<void> load_roots(SSL_CTX* context, const std::string& ca_file, std::string_view named_by) {
  if (!ca_file.empty()) return load_file(context, ca_file.c_str(), named_by);
  const char* file = variable("SSL_CERT_FILE");
  const char* directory = variable("SSL_CERT_DIR");
  if (directory != nullptr) SSL_CTX_load_verify_dir(context, directory);
  if (file != nullptr) return load_file(context, file, "SSL_CERT_FILE");
  return directory != nullptr ? Result<void>{} : load_system_roots(context);
}

}  // namespace

Result<std::shared_ptr<boost::asio::ssl::context>> client_tls_context(const std::string& ca_file,
                                                                      std::string_view named_by) {
  auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_verify_mode(boost::asio::ssl::verify_peer);
  if (auto loaded = load_roots(context->native_handle(), ca_file, named_by); !loaded) {
    return std::unexpected(loaded.error());
  }
  return context;
}

}  // namespace cloudx::net
