#include "aws/api/kms.hpp"

#include <utility>

#include <boost/json/object.hpp>

#include "aws/api/api_operation.hpp"
#include "aws/core/text.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

namespace {

// "arn:aws:kms:us-east-1:111122223333:key/..." -> "us-east-1"
std::optional<std::string> region_of_arn(std::string_view key_id) {
  const auto parts = split(key_id, ':');
  if (parts.size() < 6 || parts[0] != "arn" || parts[3].empty()) return std::nullopt;
  return std::string(parts[3]);
}

Result<DataKey> to_data_key(const boost::json::object& output) {
  const auto ciphertext = unbase64(member(output, "CiphertextBlob"));
  const Secret encoded(member(output, "Plaintext"));
  auto plaintext = unbase64(encoded.reveal());
  if (!ciphertext || !plaintext || ciphertext->empty() || plaintext->empty()) {
    return fail(Errc::protocol, "kms GenerateDataKey: the answer has no data key");
  }
  std::string raw(as_text(*plaintext));
  std::fill(plaintext->begin(), plaintext->end(), std::uint8_t{0});
  return DataKey{*ciphertext, Secret(std::move(raw)), member(output, "KeyId")};
}

}  // namespace

boost::asio::awaitable<Result<DataKey>> Kms::generate_data_key(GenerateDataKeyRequest request,
                                                               async::Deadline deadline) {
  boost::json::object input{{"KeyId", request.key_id}, {"NumberOfBytes", request.number_of_bytes}};
  if (!request.encryption_context.empty()) {
    boost::json::object context;
    for (const auto& [name, value] : request.encryption_context) context[name] = value;
    input["EncryptionContext"] = std::move(context);
  }
  ApiOperation api_operation{kKms, "GenerateDataKey", region_of_arn(request.key_id)};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return to_data_key(*output);
}

}  // namespace cloudx::aws
