"""The address that the tunnel's connections come from goes away; another one is there."""

import unittest
import urllib.parse

import harness
import transfers
import two_addresses

UNAVAILABLE = two_addresses.why_not()


@unittest.skipIf(UNAVAILABLE, UNAVAILABLE)
class AddressChange(transfers.Transfers):
    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)
        urls = [value for name, value in self.environment.items()
                if name.startswith("AWS_ENDPOINT_URL")]
        ports = {urllib.parse.urlsplit(url).port for url in urls}
        self.network = two_addresses.TwoAddresses(self.folder, ports)
        self.addCleanup(self.network.stop)

    def test_transfers_go_on_from_the_other_address(self):
        self.prefix = self.network.prefix()
        self.survive(self.cloud, self.network.drop_address_in_use)
        self.assertGreaterEqual(self.resumptions(self.cloud), 2)


if __name__ == "__main__":
    harness.main()
