"""An installer for Windows, by wixl. For the user alone, as editors and command-line tools are installed: ssh
runs the program as that user, nothing else needs it, and neither installing nor an update asks for an
administrator. Who installs for a whole company unpacks the zip."""

import hashlib
import os
import pathlib
import re
import tempfile
import xml.sax.saxutils

from contents import in_one_folder, write
from project import run, tool

WXS = """\
<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="{product}" Name="{name}" UpgradeCode="{upgrade}" Language="1033" Codepage="1252"
           Version="{version}" Manufacturer="{authors}">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perUser" Description="{summary}"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version of {name} is installed already."/>
    <Media Id="1" Cabinet="files.cab" EmbedCab="yes"/>
    <Property Id="ARPURLINFOABOUT" Value="{address}"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="LocalAppDataFolder">
        <Directory Id="ProgramsFolder" Name="Programs">
          <Directory Id="INSTALLDIR" Name="{name}">
{folders}
          </Directory>
        </Directory>
      </Directory>
    </Directory>
    <Feature Id="Program" Level="1">
{references}
    </Feature>
  </Product>
</Wix>
"""
# What is installed for a user has a value of the registry for its key path, and its folders are removed by
# name (ICE38, ICE64 of Windows Installer's documentation).
COMPONENT = """\
<Component Id="{id}" Guid="{guid}" Win64="yes">
<RegistryValue Root="HKCU" Key="Software\\{name}" Name="{id}" Type="string" Value="{version}" KeyPath="yes"/>
<RemoveFolder Id="Remove{id}" On="uninstall"/>
{files}
</Component>"""
# wixl of Debian 12 knows no Environment element. "=-" sets the value at installing and takes it away at
# removing; "[~]" stands for what PATH has already, and without "*" it is the user's PATH.
ENVIRONMENT = """\
Environment\tName\tValue\tComponent_
s72\tl255\tL255\ts72
Environment\tEnvironment
Path\t=-PATH\t[~];[INSTALLDIR]\tProgram
"""
SEQUENCE = ("INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('RemoveEnvironmentStrings', 3300)",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('WriteEnvironmentStrings', 5200)")


def product_code(project):
    """Another one for each version: an upgrade is a removal and an installation."""
    return project.identifier("product", project.version)


def component(project, name, folder, paths):
    files = "\n".join(f'<File Id="F{hashlib.sha1(path.encode()).hexdigest()[:20]}" '
                      f'Name="{pathlib.PurePosixPath(path).name}" Source="{path}"/>' for path in paths)
    return COMPONENT.format(id=name, guid=project.identifier("component", folder), name=project.name,
                            version=project.version, files=files)


def source(project, files):
    folders, references = [], []
    by_folder = {}
    for path in sorted(files):
        by_folder.setdefault(str(pathlib.PurePosixPath(path).parent), []).append(path)
    for folder, paths in sorted(by_folder.items()):
        name = "Program" if folder == "." else folder.capitalize()
        text = component(project, name, folder, paths)
        if folder != ".":
            text = f'<Directory Id="Folder{name}" Name="{folder}">\n{text}\n</Directory>'
        folders.append(text)
        references.append(f'<ComponentRef Id="{name}"/>')
    words = {key: xml.sax.saxutils.escape(getattr(project, key), {'"': "&quot;"})
             for key in ("name", "version", "authors", "summary", "address")}
    return WXS.format(product=product_code(project), upgrade=project.upgrade_code, folders="\n".join(folders),
                      references="\n".join(references), **words)


def settled_summary(project, exported, digest):
    """wixl takes the time and a random package code: the same for the same files instead."""
    moment = project.moment.strftime("%Y/%m/%d %H:%M:%S")
    code = "{" + project.identifier("package", project.version, digest) + "}"
    text = re.sub(r"(?m)^9\t.*$", f"9\t{code}", exported.replace("\r", ""))
    return re.sub(r"(?m)^(12|13)\t.*$", rf"\g<1>\t{moment}", text)


def make_msi(project, result, program, documents, licences):
    wixl, msibuild, msiinfo = tool("wixl", "wixl"), tool("msibuild", "msitools"), tool("msiinfo", "msitools")
    files = in_one_folder(project, program, documents, licences)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write(files, folder, project.epoch)
        text = source(project, files)
        (folder / "product.wxs").write_text(text)
        # Times are local ones in a cabinet, as DOS had them, and in a table that is read.
        here = {"cwd": folder, "env": {**os.environ, "TZ": "UTC"}}
        run(wixl, "-a", "x64", "-o", "made.msi", "product.wxs", **here)
        digest = hashlib.sha256(b"".join([text.encode(), *(files[path].data for path in sorted(files))])).hexdigest()
        exported = run(msiinfo, "export", "made.msi", "_SummaryInformation", **here)
        # Tables end their lines as Windows does.
        for name, table in (("summary.idt", settled_summary(project, exported, digest)),
                            ("environment.idt", ENVIRONMENT)):
            (folder / name).write_text(table, newline="\r\n")
        run(msibuild, "made.msi", "-i", "summary.idt", "-i", "environment.idt", "-q", SEQUENCE[0], "-q", SEQUENCE[1],
            **here)
        result.write_bytes((folder / "made.msi").read_bytes())
