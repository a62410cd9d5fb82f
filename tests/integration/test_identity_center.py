"""IAM Identity Center of the sandbox, judged by boto3."""

import unittest

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox_process import Sandbox

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def error_code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


class IdentityCenterTest(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox()
        self.addCleanup(self.sandbox.__exit__)
        self.oidc = self.client("sso-oidc", "SSO_OIDC")
        self.sso = self.client("sso", "SSO")
        self.registered = self.oidc.register_client(clientName="test", clientType="public",
                                                    scopes=["sso:account:access"])

    def client(self, service, endpoint):
        return boto3.session.Session(region_name="eu-west-1").client(
            service, endpoint_url=self.sandbox.endpoint(endpoint),
            verify=self.sandbox.settings["AWS_CA_BUNDLE"],
            config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))

    def who(self):
        return {"clientId": self.registered["clientId"],
                "clientSecret": self.registered["clientSecret"]}

    def ask(self):
        return self.oidc.start_device_authorization(startUrl="https://x.awsapps.com/start",
                                                    **self.who())

    def poll(self, asked):
        return error_code(self.oidc.create_token, grantType=DEVICE_GRANT,
                          deviceCode=asked["deviceCode"], **self.who())

    def log_in(self):
        return self.oidc.create_token(grantType=DEVICE_GRANT, deviceCode=self.ask()["deviceCode"],
                                      **self.who())

    def test_login_is_pending_as_long_as_told(self):
        self.sandbox.control("sso", {"pending_polls": 1, "slow_downs": 1})
        asked = self.ask()
        self.assertTrue(asked["verificationUriComplete"].endswith(asked["userCode"]))
        self.assertEqual([self.poll(asked) for _ in range(4)],
                         ["SlowDownException", "AuthorizationPendingException", None,
                          "InvalidGrantException"])

    def test_login_is_denied_or_expires(self):
        for decision, code in (("denied", "AccessDeniedException"),
                               ("expired", "ExpiredTokenException"),
                               ("none", "AuthorizationPendingException")):
            self.sandbox.control("sso", {"decision": decision})
            self.assertEqual(self.poll(self.ask()), code)

    def test_unknown_client_is_refused(self):
        self.registered["clientSecret"] = "wrong"
        self.assertEqual(error_code(self.ask), "InvalidClientException")

    def test_token_is_refreshed_once(self):
        token = self.log_in()
        again = {"grantType": "refresh_token", "refreshToken": token["refreshToken"], **self.who()}
        fresh = self.oidc.create_token(**again)
        self.assertNotEqual(fresh["accessToken"], token["accessToken"])
        self.assertEqual(error_code(self.oidc.create_token, **again), "InvalidGrantException")

    def test_accounts_and_roles_come_in_pages(self):
        token = self.log_in()["accessToken"]
        pages = list(self.sso.get_paginator("list_accounts").paginate(accessToken=token))
        self.assertEqual([len(page["accountList"]) for page in pages], [2, 1])
        pages = self.sso.get_paginator("list_account_roles").paginate(
            accessToken=token, accountId="123456789012")
        self.assertEqual([role["roleName"] for page in pages for role in page["roleList"]],
                         ["Admin", "Developer", "ReadOnly"])
        self.assertEqual(error_code(self.sso.list_account_roles, accessToken=token,
                                    accountId="999999999999"), "ResourceNotFoundException")

    def test_logout_ends_the_token(self):
        token = self.log_in()["accessToken"]
        self.assertTrue(self.sandbox.state()["logged_in"])
        self.sso.logout(accessToken=token)
        self.assertFalse(self.sandbox.state()["logged_in"])
        self.assertEqual(error_code(self.sso.list_accounts, accessToken=token),
                         "UnauthorizedException")


if __name__ == "__main__":
    unittest.main()
