#pragma once
// AWS Key Management Service (API version 2014-11-01).

#include <map>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct GenerateDataKeyRequest {
  std::string key_id;  // id, ARN, alias or alias ARN; an ARN's region is the one called
  int number_of_bytes = 64;
  std::map<std::string, std::string> encryption_context;
};

struct DataKey {
  Bytes ciphertext;
  Secret plaintext;  // raw bytes
  std::string key_id;
};

class Kms {
 public:
  // Both must outlive this object, and this object its calls.
  Kms(ApiClient& client, CredentialsProvider& signer) : client_(client), signer_(signer) {}

  boost::asio::awaitable<Result<DataKey>> generate_data_key(GenerateDataKeyRequest request,
                                                            async::Deadline deadline);

 private:
  ApiClient& client_;
  CredentialsProvider& signer_;
};

}  // namespace cloudx::aws
