"""boto3 clients of the sandbox's services."""

import boto3
from botocore.config import Config

SERVICES = {"ssm": "SSM", "ec2": "EC2", "ec2-instance-connect": "EC2_INSTANCE_CONNECT",
            "sts": "STS", "sso": "SSO"}


def session(sandbox, **credentials):
    env = sandbox.settings
    return boto3.session.Session(
        aws_access_key_id=credentials.get("key", env["AWS_ACCESS_KEY_ID"]),
        aws_secret_access_key=credentials.get("secret", env["AWS_SECRET_ACCESS_KEY"]),
        aws_session_token=credentials.get("token", env.get("AWS_SESSION_TOKEN")),
        region_name=credentials.get("region", env["AWS_REGION"]))


def client(sandbox, service, **credentials):
    # Any listener answers for any service: one without a variable of its own goes to the common one.
    endpoint = (sandbox.endpoint(SERVICES[service]) if service in SERVICES
                else sandbox.settings["AWS_ENDPOINT_URL"])
    return session(sandbox, **credentials).client(
        service, endpoint_url=endpoint,
        verify=sandbox.settings["AWS_CA_BUNDLE"],
        config=Config(retries={"total_max_attempts": 1}))
