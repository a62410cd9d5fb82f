"""The program for Windows under the name of session-manager-plugin, driven by this system's AWS CLI."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness
import test_plugin


class OnWindows(test_plugin.Plugin):
    def begin(self, *arguments):
        (self.folder / "bin/session-manager-plugin").unlink(missing_ok=True)
        super().begin(*arguments)
        built = pathlib.Path(os.environ["CLOUDX_WINDOWS"])
        program = self.plugin.with_suffix(".exe")
        program.unlink(missing_ok=True)
        program.symlink_to(built / "cloudx-proxy.exe")
        starter = harness.PROXY.read_text().replace("$CLOUDX_WINDOWS/cloudx-proxy.exe", str(program))
        self.plugin.unlink()
        self.plugin.write_text(starter)
        self.plugin.chmod(0o755)


if __name__ == "__main__":
    harness.main()
