"""setup in every home that the Python tool wrote, judged by ssh -G."""

import pathlib
import tempfile

import harness
from config_trees import Ssh, all_trees, names_in, own_configs, plant, snapshot

NEW = "i-0fedcba9876543210"


class SetupTrees(harness.EndToEnd):
    def run_setup(self, home, config, environment, *options):
        self.environment.update(HOME=str(home), XDG_STATE_HOME="", XDG_CONFIG_HOME="")
        return self.run_program(harness.PROXY, "setup", "--yes", "--instance", NEW, "--hostname",
                                "brandnew", "--environment", environment, "--ssh-config", config,
                                *options)

    def check(self, where, home, config, environment):
        ssh = Ssh(home)
        main = home / ".ssh/config"
        names = names_in(home)
        ours = [name for name in names if name.lower().startswith(("cloudx-", "team-"))]
        others = [name for name in names if name not in ours]
        if "Host cloudx-*\n" not in config.read_text():
            # The missing generic tier is added, and meant for all hosts of that spelling.
            ours = [name for name in ours if not name.startswith("cloudx-")]
        alone = {name: ssh.settings(name, config) for name in ours}
        foreign = {name: ssh.settings(name) for name in others if main.exists()}
        files = snapshot(home)
        shown = self.run_setup(home, config, environment, "--dry-run").stdout
        self.assertEqual(snapshot(home), files, where)
        self.assertIn(b"+Host ", shown, where)
        self.run_setup(home, config, environment)
        for name in ours:
            after = ssh.settings(name, config)
            for keyword, values in alone[name].items():
                self.assertEqual(after.get(keyword), values, (where, name, keyword))
        for name, settings in foreign.items():
            self.assertEqual(ssh.settings(name), settings, (where, name))
        made = ssh.settings(f"cloudx-{environment}-brandnew")
        self.assertEqual(made["hostname"], [NEW], where)
        self.assertEqual(made["user"], ["ec2-user"], where)
        self.assertIn("proxycommand", made, where)
        again = snapshot(home)
        self.run_setup(home, config, environment)
        self.assertEqual(snapshot(home), again, where)

    def test_every_tree_keeps_its_hosts_and_gets_one_more(self):
        self.sandbox("--instance", f"id={NEW},name=new,state=running")
        checked = {"fresh": 0, "dev": 0}
        for where, source in all_trees():
            for environment in checked:
                with tempfile.TemporaryDirectory() as folder:
                    home = pathlib.Path(folder).resolve() / "home"
                    plant(source, home)
                    configs = own_configs(home)
                    # A new tier changes hosts that have waited for one.
                    if configs and (environment == "fresh" or
                                    "Host cloudx-dev-*\n" in configs[0].read_text()):
                        self.check(where, home, configs[0], environment)
                        checked[environment] += 1
        self.assertGreater(checked["fresh"], 60)
        self.assertGreater(checked["dev"], 40)


if __name__ == "__main__":
    harness.main()
