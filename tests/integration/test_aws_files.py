"""Odd AWS files, read by the installed botocore and by us, side by side."""

import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

import botocore.configloader
import botocore.exceptions
import botocore.session

TOOL = os.environ["CLOUDX_PROFILE_TOOL"]

# (config file, credentials file). We read more than botocore in three things, which are left out:
# blanks around a title, "[default]" beside "[profile default]", and files that botocore refuses.
CORPUS = [
    ("", ""),
    ("[default]\nregion=eu-west-1\n", "[default]\naws_access_key_id = A\n"),
    ("[profile dev]\nregion = a # b\noutput=x;y\n", "[dev]\nregion = other\n"),
    # values over several lines
    ("[default]\ncredential_process = /bin/tool\n    --first\n\n\t--second one\n# comment\n"
     "  ; another\n  --third\nregion = r\n", ""),
    ("[default]\nx = 1\n  [profile no]\n  y = 2\n[profile dev]\nz = 3\n", ""),
    ("[default]\n  x = 1\n  y = 2\n    more\n z = 3\n", ""),
    ("[default]\nx =\n\n\n[profile a]\ny = \n   \nz = 1\n", ""),
    ("  [default]\n  x = 1\n  [profile dev]\n  y = 2\n", ""),
    ("[default]\nx = 1\n\n\n\n", ""),
    ("[default]\nx = 1\n\n  2\n\n\n  # c\n\n", ""),
    # values below an empty one
    ("[profile dev]\ns3 =\n  addressing_style = path\n\n  # comment\n  Max : 1 = 2\nregion = r\n", ""),
    ("[services local]\nssm =\n  endpoint_url = http://127.0.0.1:1\n[profile a]\nservices=local\n", ""),
    # titles
    ("[profile 'Bob'\"'\"'s team']\na = 1\n[profile \"my prof\"]\nb = 1\n", "[Bob's team]\nc = 1\n"),
    ("[profile Bob's]\na = 1\n[profile two words]\nb = 1\n[profile]\nc = 1\n[profile x\\ y]\nd=1\n", ""),
    ("[profile dev] # why\na = 1\n[profile b]x\nb = 1\n[profile a]b]\nc = 1\n", ""),
    ("[profile \"a # b\"]\na = 1\n[profile a;b]\nb = 1\n[profile\tdev]\nc=1\n[profile  dev2]\nd=1\n", ""),
    ("[profiles dev]\na = 1\n[preview]\nb = 1\n[dev]\nc = 1\n[profile 'default']\nd=1\n", ""),
    ("[sso-session 'my corp']\nsso_region = r\n[sso-session corp]\nx = 1\n[sso-session]\ny=1\n", ""),
    ("[profile dev]\na = 1\nb = 1\n[profile \"dev\"]\na = 2\n", ""),
    ("", "[\"quoted\"]\na = 1\n[profile dev]\nb = 1\n['x' y]\nd=1\n"),
    # the section of defaults
    ("[DEFAULT]\nregion = r\na = 1\n[profile dev]\na = 2\n[sso-session s]\nb = 1\n",
     "[DEFAULT]\nkey = k\n[dev]\nc = 1\n[other]\n"),
    # separators and names
    ("[default]\nREGION: eu\nOut put = json\nurl = https://h:1/x=y\ncolon:a=b\nx=\n=\n", ""),
    ("[default]\n[a = 1\nkey\t=\tvalue\t\nquoted = \"x\"\n'k' = 'v'\n", ""),
    # white space and line ends
    ("[default]\r\nx = 1\r\n  more\r\n\r\ny = 2\r\n", "[default]\rz = 3\r  more\r"),
    ("[default]\nx = 1\u00a0\ny\u00a0= \u30002\u2003\n\u00a0z = 3\n\f\nv = \v4\x1c\n", ""),
    ("[default]\nx = 1\n\u00a0\n\u00a0 2\n", ""),
    ("[default]\nname = J\u00f6rg \u2603\n[profile \u00fcber]\nx = 1\n", "[\u00fcber]\ny = 1\n"),
    ("[default]\nx = a\x00b\n", ""),
    # what old and other tools leave behind
    ("", "[default]\naws_access_key_id=A\naws_secret_access_key=s/+#;=\naws_security_token=t\n"
     "x_security_token_expires = 2026-01-01T00:00:00+00:00\nx_principal_arn = arn:aws:sts::1:x\n"),
    ("# only a comment", "; only a comment\n\n"),
]
PIECES = ["[default]", "[profile dev]", "[profile 'a b']", "[profile \"a b\"]", "[profile a b]",
          "[profile x'y]", "[sso-session s]", "[preview]", "[DEFAULT]", "[x", "x]", "[]", "a = 1",
          "b=2", "c :3", "d =", "E = e # e", "s3 =", "k = v = w", "word", "# comment", "; other",
          "", " ", "\t", "\u00a0", "x: y: z", "= 1", "[profile dev2] # [x]", "f = \"q\""]
INDENTS = ["", "", "", "", " ", "  ", "\t", "    ", "\u00a0", "\u2003 "]


def random_file(dice):
    return "".join(dice.choice(INDENTS) + dice.choice(PIECES) + dice.choice(["\n"] * 6 + ["\r\n", "\r"])
                   for _ in range(dice.randrange(1, 9)))


class AwsFilesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def boto_reads(self, config, credentials):
        """Its full_config, or None where botocore refuses one of the files."""
        try:
            for name, text in (("config", config), ("credentials", credentials)):
                (self.folder / name).write_bytes(text.encode())
                botocore.configloader.raw_config_parse(str(self.folder / name))
        except botocore.exceptions.ConfigParseError:
            return None
        session = botocore.session.Session()
        session.set_config_variable("config_file", str(self.folder / "config"))
        session.set_config_variable("credentials_file", str(self.folder / "credentials"))
        return session.full_config

    def we_read(self, pairs):
        lines = "".join(json.dumps(pair) + "\n" for pair in pairs)
        done = subprocess.run([TOOL, "read"], input=lines, capture_output=True, encoding="utf-8",
                              check=True)
        # Not splitlines(), which ends a line at more than a line feed.
        return [json.loads(line) for line in done.stdout.split("\n") if line]

    def compare(self, pairs):
        compared = 0
        for (config, credentials), ours in zip(pairs, self.we_read(pairs), strict=True):
            theirs = self.boto_reads(config, credentials)
            if theirs is None:
                continue
            compared += 1
            with self.subTest(config=config, credentials=credentials):
                self.assertEqual(ours["profiles"], theirs["profiles"])
                self.assertEqual(ours["sso_sessions"], theirs.get("sso_sessions", {}))
        return compared

    def test_corpus_says_the_same_to_both(self):
        # All but the one with a setting that has no name.
        self.assertEqual(self.compare(CORPUS), len(CORPUS) - 1)

    def test_random_files_say_the_same_to_both(self):
        dice = random.Random(20261130)
        pairs = [(random_file(dice), random_file(dice) if dice.random() < 0.3 else "")
                 for _ in range(3000)]
        self.assertGreater(self.compare(pairs), 200)

    def test_services_are_read_as_newer_versions_of_botocore_do(self):
        read = self.we_read([("[services 'my own']\nssm =\n  endpoint_url = u\n", "")])[0]
        self.assertEqual(read["services"], {"my own": {"ssm": {"endpoint_url": "u"}}})


if __name__ == "__main__":
    unittest.main()
