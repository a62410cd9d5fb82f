#!/usr/bin/env python3
"""Makes the packages of a release; scripts/package installs what is needed and starts this."""

import argparse
import os
import pathlib
import re
import shutil
import sys

from archives import write_tar, write_zip
from components import Places, components
from contents import below_prefix, in_one_folder, to_try_it
from deb import make_deb
from documents import write_documents, writer
from licences import third_party_licences
from manifests import write_manifests
from msi import make_msi
from project import ROOT, Failure, Project
from rpm import make_rpm
from sbom import write_bill
from sums import sign, write_sums
from targets import TARGETS, file_name

OUTPUT = ROOT / "build/packages"
KINDS = ("archive", "deb", "rpm", "msi", "sbom", "manifests")


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/package", add_help=False)
    parser.add_argument("--from", dest="cross", type=pathlib.Path, default=ROOT / "build/cross")
    parser.add_argument("--to", type=pathlib.Path, default=OUTPUT)
    parser.add_argument("--address")
    parser.add_argument("--without", action="append", default=[], choices=KINDS)
    parser.add_argument("--any-commit", action="store_true")
    parser.add_argument("--release", action="store_true")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    given = parser.parse_args()
    given.cross, given.to = given.cross.resolve(), given.to.resolve()
    return given


def zig_of_cross(cross):
    """The version, hash and folder that scripts/cross has of Zig."""
    text = (ROOT / "scripts/cross_parts.sh").read_text()
    version, digest = (re.search(rf"^{name}=(\S+)$", text, re.M)[1] for name in ("ZIG_VERSION", "ZIG_SHA256"))
    own = os.environ.get("CLOUDX_ZIG")
    folder = pathlib.Path(own).resolve().parent if own else cross / f"zig-{version}/ziglang"
    # What the own one came in is not known here.
    return folder, version, "" if own else digest


def chosen(given):
    there = [name for name, target in TARGETS.items() if (given.cross / name / "bin" / target.program).is_file()]
    for name in given.targets:
        if name not in TARGETS:
            raise Failure(f'"{name}" is no target; there are {", ".join(TARGETS)}.')
        if name not in there:
            raise Failure(f"There is no program for {name}: scripts/cross {name} builds it.")
    if not there:
        raise Failure(f"There is no program in {given.cross}: scripts/cross builds them.")
    return [TARGETS[name] for name in given.targets or there]


def check_commit(project, given, path):
    """The program has the commit in it that it was built of; with "-dirty" where files had changed."""
    if given.any_commit:
        return
    commit, data = project.commit().encode(), path.read_bytes()
    if commit not in data or commit + b"-dirty" in data:
        raise Failure(f"{path} was not built of the commit that is checked out, {commit.decode()}: build it "
                      "again, or say --any-commit.")


def check_release(project, found):
    unpatched = [component.name for component in found if not component.origin.patched]
    if unpatched:
        raise Failure(f"Not for a release: {', '.join(unpatched)} without Debian's patches (docs/platforms.md).")
    if not project.has_address:
        raise Failure(f"Not for a release: {project.address} is a placeholder. Name the project's page with "
                      "--address, or in packaging/project.json.")


def package(project, given, target, documents):
    """All that there is for one target."""
    path = given.cross / target.name / "bin" / target.program
    check_commit(project, given, path)
    program = path.read_bytes()
    found = components(target, Places(given.cross, *zig_of_cross(given.cross)))
    if given.release:
        check_release(project, found)
    licences = third_party_licences(project, target, found)
    parts = (project, program, documents, licences)

    def wanted(kind, fits=True):
        return fits and kind not in given.without

    def result(kind):
        print(f"    {file_name(project, target, kind)}", flush=True)
        return given.to / file_name(project, target, kind)

    if wanted("archive"):
        files = in_one_folder(*parts) if target.system == "windows" else below_prefix(*parts)
        top = f"{project.name}-{project.version}-{target.name}"
        files = {f"{top}/{name}": file for name, file in (files | to_try_it(project, target)).items()}
        if target.system == "windows":
            write_zip(result("archive"), files, project.moment)
        else:
            write_tar(result("archive"), files, project.epoch)
    if wanted("deb", target.deb):
        make_deb(project, target, result("deb"), program, documents, licences)
    if wanted("rpm", target.rpm):
        make_rpm(project, target, result("rpm"), program, documents, licences)
    if wanted("msi", target.system == "windows"):
        make_msi(project, result("msi"), program, documents, licences)
    if wanted("sbom"):
        write_bill(result("spdx.json"), project, target, program, found)


def make(given):
    project = Project(given.address)
    targets = chosen(given)
    program = writer(given.cross, ROOT / "build")
    check_commit(project, given, program)
    documents = write_documents(program, project.date)
    if given.to == OUTPUT:
        # The sums are those of one release.
        shutil.rmtree(given.to, ignore_errors=True)
    given.to.mkdir(parents=True, exist_ok=True)
    for target in targets:
        print(f"==> Packing {target.name}", flush=True)
        package(project, given, target, documents)
    if not {"manifests", "archive"} & set(given.without):
        write_manifests(project, targets, given.to)
    write_sums(given.to)
    key = os.environ.get("CLOUDX_MINISIGN_KEY")
    if key:
        sign(given.to, os.path.abspath(key), f"{project.name} {project.version}")
    elif given.release:
        print("Not signed: CLOUDX_MINISIGN_KEY names no key (docs/releasing.md).", file=sys.stderr)
    if not project.has_address:
        print(f"{project.address} is a placeholder: what names the project's page is not for handing on.",
              file=sys.stderr)


def main():
    try:
        make(arguments())
    except Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
