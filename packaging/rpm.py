"""A package for Fedora, RHEL, SUSE and others, of the static file."""

import pathlib
import tempfile
import textwrap

from contents import File, below_prefix, packed, write
from project import run, tool

# Nothing is to be stripped, compressed or looked for in the files: they are as they have to be. xz and not
# zstd, which the rpm of RHEL 7 cannot read.
SPEC = """\
%global debug_package %{{nil}}
%global __os_install_post %{{nil}}
%global _build_id_links none
%global _docdir_fmt %{{NAME}}
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost localhost
%global _binary_payload w6.xzdio
%global _source_filedigest_algorithm 8
%global _binary_filedigest_algorithm 8

Name: {name}
Version: {version}
Release: 1
Summary: {summary}
License: {licence}
URL: {address}
Packager: {authors} <{contact}>
Group: Applications/Internet
AutoReqProv: no
Recommends: ca-certificates
Recommends: openssh-clients

%description
{description}

%install
cp -a {stage}/. %{{buildroot}}/

%files
{files}

%changelog
* {day} {authors} <{contact}> - {version}-1
- Release {version}; CHANGELOG.md says what is new.
"""


def line_of(path):
    """What is documentation (rpm -qd) and what is a licence (rpm -qL) is said of each file."""
    kind = "%license " if path.endswith(("/LICENSE", "LICENCES.txt")) else "%doc " if "/doc/" in path else ""
    return f"{kind}/{path}"


def package_files(project, program, documents, licences):
    files = {}
    for path, file in below_prefix(project, program, documents, licences).items():
        if path.startswith("share/man/"):
            files[f"usr/{path}.gz"] = File(packed(file.data))
        elif not path.startswith("share/powershell"):
            files[f"usr/{path}"] = file
    return files


def make_rpm(project, target, result, program, documents, licences):
    builder = tool("rpmbuild", "rpm")
    files = package_files(project, program, documents, licences)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        stage, spec = folder / "stage", folder / "cloudx-proxy.spec"
        stage.mkdir()
        write(files, stage, project.epoch)
        listed = ["%dir /usr/share/doc/cloudx-proxy", *map(line_of, sorted(files))]
        spec.write_text(SPEC.format(
            name=project.name, version=project.version, summary=project.summary, licence=project.licence,
            address=project.address, authors=project.authors, contact=project.contact, stage=stage,
            description="\n\n".join(textwrap.fill(text, 78) for text in project.description),
            files="\n".join(listed), day=f"{project.moment:%a %b %d %Y}"))
        run(builder, "--quiet", "-bb", "--target", f"{target.rpm}-linux", "--buildroot", folder / "root",
            "--define", f"_topdir {folder}", "--define", f"_rpmdir {folder}/made",
            "--define", "_rpmfilename made.rpm", spec,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8",
                 "SOURCE_DATE_EPOCH": str(project.epoch)})
        result.write_bytes((folder / "made/made.rpm").read_bytes())
