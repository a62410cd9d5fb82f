"""check.includes: each of its rules reports a breach, and what keeps to all of them passes."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "checks"))

import includes  # noqa: E402  (needs the path)

TABLE = """
| module | holds | may use |
|---|---|---|
| `src/base` | errors | – (pure) |
| `src/os` | files | – (no Asio) |
| `src/net` | streams | os |
| `src/protocol/ssm` | the channel | – (pure) |
| `src/features/one`, `two` | two commands | all above |
| `src/cli` | the terminal | net, features/one, features/two |
| `sandbox` | a local AWS | net, protocol |
"""


class Includes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cloudx-includes-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("docs/architecture.md", TABLE)
        self.write("src/base/error.hpp", "#pragma once\n")
        self.write("src/os/file.cpp", "#include <unistd.h>\n\n#include \"base/error.hpp\"\n")
        self.write("src/net/stream.hpp", "#include <boost/asio.hpp>\n#include \"base/error.hpp\"\n")
        self.write("src/features/one/one.hpp", "#include \"net/stream.hpp\"\n")
        self.write("src/features/two/two.hpp", "#include \"base/error.hpp\"\n")
        self.write("src/protocol/ssm/channel.hpp", "#include \"protocol/ssm/frame.hpp\"\n")
        self.write("src/protocol/ssm/frame.hpp", "#pragma once\n")
        self.write("sandbox/main.cpp", "#include \"protocol/ssm/frame.hpp\"\n#include <unistd.h>\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def problems(self):
        return list(includes.Tree(self.root).problems())

    def breach(self, name, text, says):
        self.write(name, text)
        problems = self.problems()
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(says, problems[0])

    def test_tree_that_keeps_to_all_rules_passes(self):
        self.assertEqual(self.problems(), [])

    def test_module_that_the_row_does_not_name(self):
        self.breach("src/net/dial.cpp", '\n#include "protocol/ssm/frame.hpp"\n',
                    "src/net/dial.cpp:2: src/net must not include src/protocol/ssm")

    def test_module_above(self):
        self.breach("src/os/lock.cpp", '#include "net/stream.hpp"\n', "src/os must not include src/net")

    def test_feature_that_includes_another_one(self):
        self.breach("src/features/two/more.cpp", '#include "features/one/one.hpp"\n',
                    "a feature must not include another one")

    def test_asio_where_the_row_forbids_it(self):
        self.breach("src/os/wait.cpp", "#include <boost/asio/steady_timer.hpp>\n", "must not use")

    def test_thread_in_a_pure_module(self):
        self.breach("src/protocol/ssm/clock.cpp", "#include <thread>\n", "must not use <thread>")

    def test_header_of_the_operating_system_outside_of_os(self):
        for header in ("unistd.h", "csignal", "sys/stat.h", "linux/netlink.h", "windows.h",
                       "boost/asio/posix/stream_descriptor.hpp", "boost/asio/local/stream_protocol.hpp",
                       "boost/asio/windows/object_handle.hpp"):
            self.breach("src/net/peer.cpp", f"#include <{header}>\n", "only src/os includes")

    def test_question_which_system_it_is_outside_of_os(self):
        for question in ("#ifdef _WIN32", "#if defined(__APPLE__)", "#elif __linux__", "# ifndef _WIN32"):
            self.breach("src/net/peer.cpp", question + "\n#endif\n", "only src/os asks for")

    def test_sandbox_with_the_clients_state_machine(self):
        self.breach("sandbox/agent.cpp", '#include "protocol/ssm/channel.hpp"\n',
                    "the sandbox must not use the client's core")

    def test_folder_of_no_row(self):
        self.breach("src/other/x.cpp", "", "lies in no module")

    def test_include_of_a_folder_of_no_row(self):
        self.write("src/new/new.hpp", "")
        self.write("src/net/uses.cpp", '#include "new/new.hpp"\n')
        problems = self.problems()
        self.assertEqual(len(problems), 2, problems)
        self.assertIn('src/net/uses.cpp:1: "new/new.hpp" lies in no module', "\n".join(problems))

    def test_include_that_is_not_written_from_src_downwards(self):
        self.breach("src/net/near.cpp", '#include "stream.hpp"\n', "is not written from src/")

    def test_circle_of_folders(self):
        self.write("src/net/http/head.hpp", '#include "net/http/body/body.hpp"\n')
        self.write("src/net/http/body/body.hpp", '#include "net/stream.hpp"\n')
        self.breach("src/net/client.hpp", '#include "net/http/head.hpp"\n', "include each other")


if __name__ == "__main__":
    unittest.main()
