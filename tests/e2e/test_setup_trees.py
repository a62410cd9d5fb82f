"""setup in every home that the Python tool wrote, judged by ssh -G."""

import pathlib
import tempfile

import harness
from config_trees import Ssh, all_trees, names_in, own_configs, plant, snapshot
from hints import ctest

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

    @ctest(seconds=30)
    def test_every_tree_keeps_its_hosts_and_gets_one_of_a_new_environment(self):
        self.assertGreater(self.check_trees("fresh", lambda config: True), 60)

    @ctest(seconds=20)
    def test_every_tree_keeps_its_hosts_and_gets_one_of_an_environment_that_it_has(self):
        # Where the tier is lacking, it changes hosts that have waited for it.
        self.assertGreater(
            self.check_trees("dev", lambda config: "Host cloudx-dev-*\n" in config.read_text()), 40)

    def check_trees(self, environment, suits):
        """Runs setup in each tree with a config of ours that suits; gives how many these were."""
        self.sandbox("--instance", f"id={NEW},name=new,state=running")
        checked = 0
        for where, source in all_trees():
            with tempfile.TemporaryDirectory() as folder:
                home = pathlib.Path(folder).resolve() / "home"
                plant(source, home)
                configs = own_configs(home)
                if configs and suits(configs[0]):
                    self.check(where, home, configs[0], environment)
                    checked += 1
        return checked


if __name__ == "__main__":
    harness.main()
