// The sign-in service (CreateOAuth2Token): renewal of the credentials of `aws login`.

#include "sandbox/api/sign_in.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "sandbox/api/call.hpp"
#include "sandbox/api/dpop_check.hpp"

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

constexpr std::string_view kClient = "arn:aws:signin:::devtools/same-device";

struct Refusal {
  std::string_view name;
  std::string_view exception;
  int status;
};
constexpr std::array kRefusals{
    Refusal{"TOKEN_EXPIRED", "AccessDeniedException", 401},
    Refusal{"USER_CREDENTIALS_CHANGED", "AccessDeniedException", 403},
    Refusal{"INSUFFICIENT_PERMISSIONS", "AccessDeniedException", 403},
    Refusal{"INVALID_REQUEST", "ValidationException", 400},
};

std::unexpected<ApiError> refuse(std::string_view name, std::string message) {
  const auto* const found = std::ranges::find(kRefusals, name, &Refusal::name);
  const Refusal& refusal = found == kRefusals.end() ? kRefusals.back() : *found;
  ApiError error{std::string(refusal.exception), std::move(message), refusal.status};
  error.oauth_name = name;
  error.oauth_text = "message";
  return std::unexpected(std::move(error));
}

Duration lifetime(const World& world) {
  return world.faults.lifetime_of(world.sign_in.lifetime);
}

json::object new_keys(World& world, Time now) {
  const std::string& arn = world.sign_in.login->arn;
  const AccessKey& key =
      world.credentials.add_role_key(arn, arn.substr(arn.rfind('/') + 1), lifetime(world), now);
  return {{"accessKeyId", key.id},
          {"secretAccessKey", key.secret.reveal()},
          {"sessionToken", key.session_token.reveal()}};
}

ApiResult renew(World& world, const ApiCall& call) {
  SignInLogin& login = *world.sign_in.login;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(lifetime(world)).count();
  login.former_token = login.refresh_token;
  login.refresh_token = "refresh-" + random_identifier(40);
  login.renewed = call.now;
  login.former_answer = json::serialize(json::object{{"accessToken", new_keys(world, call.now)},
                                                     {"tokenType", "aws_sigv4"},
                                                     {"expiresIn", seconds},
                                                     {"refreshToken", login.refresh_token}});
  return login.former_answer;
}

ApiResult create_token(World& world, const ApiCall& call) {
  SignIn& sign_in = world.sign_in;
  const auto proof = check_dpop(call.dpop_proof, call.url, call.now);
  if (!proof) return refuse("INVALID_REQUEST", "The DPoP proof is not valid: " + proof.error());
  const std::string& seen = sign_in.proofs.try_emplace(proof->id, call.dpop_proof).first->second;
  if (seen != call.dpop_proof) return refuse("INVALID_REQUEST", "The jti was used before");
  if (sign_in.refusal) return refuse(*sign_in.refusal, "This refusal was ordered");
  const auto& login = sign_in.login;
  const bool known = login && call.text("grantType") == "refresh_token" &&
                     call.text("clientId") == kClient &&
                     proof->key_thumbprint == login->key_thumbprint;
  const std::string token = call.text("refreshToken");
  if (known && token == login->refresh_token) return renew(world, call);
  const bool repeated = known && !token.empty() && token == login->former_token &&
                        call.now - login->renewed < sign_in.repeat;
  if (repeated) return login->former_answer;
  return refuse("INVALID_REQUEST",
                "The provided authorization grant is invalid, expired, revoked, or malformed");
}

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make the key of a login");
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  std::array<unsigned char, 32> bytes{};
  require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const bool written = BN_bn2binpad(number, bytes.data(), bytes.size()) == int{bytes.size()};
  BN_free(number);
  require(written);
  return encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// As `aws login` writes it: SEC 1.
std::string pem_of(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey_traditional(memory.get(), key, nullptr, nullptr, 0, nullptr,
                                               nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::string log_in(World& world, std::string_view arn, Time now) {
  const Key key(EVP_EC_gen("P-256"));
  require(key != nullptr);
  SignInLogin login;
  login.arn = arn;
  login.key_thumbprint = key_thumbprint(coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_X),
                                        coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y));
  login.refresh_token = "refresh-" + random_identifier(40);
  world.sign_in.login = login;
  json::object keys = new_keys(world, now);
  keys["accountId"] = kAccount;
  keys["expiresAt"] = iso8601(to_seconds(now + lifetime(world)));
  return json::serialize(json::object{{"accessToken", std::move(keys)},
                                      {"tokenType", "aws_sigv4"},
                                      {"clientId", kClient},
                                      {"refreshToken", login.refresh_token},
                                      {"idToken", "header.claims.signature"},
                                      {"dpopKey", pem_of(key.get())}});
}

std::vector<Operation> sign_in_operations() {
  return {{"signin", "CreateOAuth2Token", create_token, false}};
}

}  // namespace cloudx::sandbox
