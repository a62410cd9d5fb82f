#include "aws/api/ec2_instance_connect.hpp"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "aws/api/api_operation.hpp"

namespace cloudx::aws {

boost::asio::awaitable<Result<void>> Ec2InstanceConnect::send_ssh_public_key(
    SendSshPublicKeyRequest request, async::Deadline deadline) {
  boost::json::object input{{"InstanceId", request.instance_id},
                            {"InstanceOSUser", request.os_user},
                            {"SSHPublicKey", request.public_key}};
  if (!request.availability_zone.empty()) input["AvailabilityZone"] = request.availability_zone;
  ApiOperation api_operation{kEc2InstanceConnect, "SendSSHPublicKey", {}};
  const auto output =
      co_await send_json(client_, &signer_, std::move(api_operation), std::move(input), deadline);
  if (!output) co_return std::unexpected(output.error());
  const boost::json::value* success = find_member(*output, "Success");
  if (success == nullptr || !success->is_bool() || !success->get_bool()) {
    co_return fail(Errc::protocol, "EC2 Instance Connect did not confirm that it took the key");
  }
  co_return Result<void>{};
}

}  // namespace cloudx::aws
