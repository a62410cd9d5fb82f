#!/usr/bin/env python3
"""Finds the cases in the files of Python tests in a folder, for ctest and for scripts/test.

  cases.py FOLDER               the names of ctest's entries: FILE.CLASS.METHOD, or FILE.CLASS where a
                                class makes something expensive for all its tests (setUpClass)
  cases.py FOLDER --cmake       the same as calls of cloudx_python_case() (cmake/python_tests.cmake)
  cases.py FOLDER --find CASE   what a name by hand means, a line for each file: its name and
                                the arguments for it. Parts of FILE.CLASS.METHOD may be left out.

The source is read and not imported, so that CMake can ask before anything is built.
"""

import ast
import pathlib
import sys


class Folder:
    """The classes of the Python files in one folder, with what they inherit from each other."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.modules = {}

    def module(self, name):
        """Top-level names of a module: ClassDef nodes, and (module, name) of what it imports."""
        if name not in self.modules:
            file = self.path / f"{name}.py"
            names = self.modules[name] = {}
            for node in ast.parse(file.read_text()).body if file.exists() else ():
                if isinstance(node, ast.ClassDef):
                    names[node.name] = node
                elif isinstance(node, ast.Import):
                    names.update({a.asname or a.name: (a.name, None) for a in node.names})
                elif isinstance(node, ast.ImportFrom):
                    names.update({a.asname or a.name: (node.module, a.name) for a in node.names})
        return self.modules[name]

    def lookup(self, module, expression):
        """(module, name) of the class that an expression in `module` names."""
        if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
            imported = self.module(module).get(expression.value.id, (None, None))
            return (imported[0], expression.attr) if isinstance(imported, tuple) else (None, None)
        if isinstance(expression, ast.Name):
            found = self.module(module).get(expression.id)
            return found if isinstance(found, tuple) else (module, expression.id)
        return None, None

    def family(self, module, name):
        """The class and its bases within the folder, as Python would look through them; and whether
        the last of them is a TestCase."""
        if (module, name) == ("unittest", "TestCase"):
            return [], True
        node = self.module(module).get(name) if module else None
        if not isinstance(node, ast.ClassDef):
            return [], False
        found, is_test = [(module, node)], False
        for base in node.bases:
            above, base_is_test = self.family(*self.lookup(module, base))
            found += [entry for entry in above if entry not in found]
            is_test = is_test or base_is_test
        return found, is_test

    def test_classes(self, module):
        """(name, family) of each class that unittest would run in `module`."""
        for name, value in self.module(module).items():
            owner = value if isinstance(value, tuple) else (module, name)
            family, is_test = self.family(*owner)
            if is_test:
                yield name, family

    def files(self):
        return sorted(path.stem for path in self.path.glob("test_*.py"))


def functions(node):
    return {f.name: f for f in node.body if isinstance(f, ast.FunctionDef)}


def hints(node):
    """The arguments of @ctest(...) above a class or a method."""
    found = {}
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "ctest":
            found.update({k.arg: ast.literal_eval(k.value) for k in decorator.keywords})
    return found


def cases(path):
    """(file without "test_", class, method, hints, whether the class has to stay together)"""
    folder = Folder(path)
    for module in folder.files():
        for name, family in folder.test_classes(module):
            methods, known = {}, {}
            for _, node in reversed(family):
                methods.update(functions(node))
                known.update(hints(node))
            together = any(owner == module and "setUpClass" in functions(node)
                           for owner, node in family)
            for method in sorted(methods):
                if method.startswith("test"):
                    yield (module.removeprefix("test_"), name, method,
                           {**known, **hints(methods[method])}, together)


def entries(path):
    """Name of each entry of ctest -> hints"""
    found = {}
    for file, name, method, known, together in cases(path):
        if together:
            found.setdefault((file, name), {}).update(known)
        else:
            found[file, f"{name}.{method}"] = known
    return found


def meant(text, names):
    """Whether the words of `text` are among the names, in this order."""
    rest = iter(names)
    return all(word in rest for word in text.split("."))


def find(path, text):
    found = {}
    for file, name, method, *_ in cases(path):
        if meant(text, (path.name, file, name, method)):
            found.setdefault(file, []).append(f"{name}.{method}")
    return found


def print_found(path, text):
    found = find(path, text)
    for file, names in found.items():
        print(f"test_{file}.py", *names)
    if found:
        return 0
    last = text.split(".")[-1]
    every = [".".join(names) for *names, _, _ in cases(path)]
    near = [name for name in every if last in name] or sorted({n.split(".")[0] for n in every})
    print(f'There is no case "{text}" in {path.name}. There are:', *near, sep="\n  ", file=sys.stderr)
    return 2


def print_calls(path):
    for (file, case), known in entries(path).items():
        words = [key.upper() if value is True else f"{key.upper()} {value}"
                 for key, value in known.items()]
        print(f"cloudx_python_case({' '.join([file, case, *words])})")
    return 0


def main():
    path = pathlib.Path(sys.argv[1])
    match sys.argv[2:]:
        case []:
            print(*(".".join(names) for names in entries(path)), sep="\n")
            return 0
        case ["--cmake"]:
            return print_calls(path)
        case ["--find", text]:
            return print_found(path, text)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
