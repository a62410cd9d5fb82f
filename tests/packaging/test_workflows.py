"""The workflows of GitHub Actions: what can be told of them without running them."""

import json
import re
import shutil
import subprocess
import sys
import unittest

import yaml

from stand_in import ROOT
from targets import TARGETS

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
LAYOUT = """
extends: default
rules:
  line-length: {max: 120}
  document-start: disable
  truthy: {check-keys: false}
  comments: {min-spaces-from-content: 1}
"""


class Workflows(unittest.TestCase):
    def each(self):
        self.assertTrue(WORKFLOWS)
        for path in WORKFLOWS:
            text = path.read_text()
            yield text, yaml.safe_load(text)

    def steps(self):
        for _, workflow in self.each():
            for job in workflow["jobs"].values():
                for step in job["steps"]:
                    yield job, step

    def test_they_may_read_and_no_more_and_end_in_time(self):
        for _, workflow in self.each():
            self.assertEqual(workflow["permissions"], {"contents": "read"})
            for job in workflow["jobs"].values():
                self.assertNotIn("permissions", job)
                self.assertLessEqual(job["timeout-minutes"], 120)

    def test_actions_are_pinned_by_commit_and_say_their_version(self):
        known = {}
        for text, _ in self.each():
            for line in re.findall(r"^\s*(?:- )?uses: (.*)$", text, re.M):
                found = re.fullmatch(r"(actions/[\w-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
                self.assertTrue(found, line)
                self.assertEqual(known.setdefault(found[1], line), line, "two versions of one action")

    def test_a_step_runs_or_uses_and_no_text_from_outside_becomes_a_command(self):
        for _, step in self.steps():
            self.assertEqual(("run" in step) + ("uses" in step), 1)
            self.assertNotIn("${{", step.get("run", ""))
            if "checkout" in step.get("uses", ""):
                self.assertIs(step["with"]["persist-credentials"], False)

    def test_jobs_and_scripts_that_they_name_are_there(self):
        for _, workflow in self.each():
            jobs = workflow["jobs"]
            for job in jobs.values():
                needed = job.get("needs", [])
                self.assertLessEqual({needed} if isinstance(needed, str) else set(needed), set(jobs))
        for _, step in self.steps():
            for name in re.findall(r"(?<![\w/])(?:scripts|packaging|\.ci)[/\\][\w.-]+", step.get("run", "")):
                self.assertTrue((ROOT / name.replace("\\", "/")).is_file(), name)

    def test_commands_are_what_shellcheck_likes(self):
        if not shutil.which("shellcheck"):
            self.skipTest("shellcheck is not installed")
        for job, step in self.steps():
            if "run" in step and step.get("shell") != "powershell":
                # A container's steps are run by sh.
                shell = "sh" if "container" in job else "bash"
                done = subprocess.run(["shellcheck", f"--shell={shell}", "-"], input=step["run"], text=True,
                                      stdout=subprocess.PIPE, check=False)
                self.assertEqual(done.returncode, 0, done.stdout)

    def test_every_target_of_cross_is_one_of_packages(self):
        said = subprocess.run([ROOT / "scripts/cross", "--help"], check=True, text=True, stdout=subprocess.PIPE).stdout
        named = set(re.findall(r"\b(?:linux|macos|windows)-[a-z0-9_]+\b", said))
        self.assertTrue(named)
        self.assertLessEqual(named, set(TARGETS))

    def test_the_matrix_is_what_can_be_built(self):
        said = subprocess.run([sys.executable, "-B", ROOT / "packaging/targets.py", "--json"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        self.assertEqual(len(said.splitlines()), 1, "GITHUB_OUTPUT takes a line")
        entries = json.loads(said)
        self.assertIn({"target": "linux-x86_64", "runner": "ubuntu-24.04"}, entries)
        runners = {entry["target"].split("-")[0]: entry["runner"].split("-")[0] for entry in entries}
        for system, runner in runners.items():
            self.assertEqual(runner, {"linux": "ubuntu"}.get(system, system))

    def test_layout(self):
        if not shutil.which("yamllint"):
            self.skipTest("yamllint is not installed (scripts/setup package-lint)")
        done = subprocess.run(["yamllint", "--strict", "-d", LAYOUT, *WORKFLOWS], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
