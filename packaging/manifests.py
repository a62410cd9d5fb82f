"""What package managers read: Homebrew, winget, scoop, Arch Linux and Nix, all of one set of facts."""

import base64
import hashlib
import json

from msi import product_code
from project import ROOT
from targets import file_name

WINGET_SCHEMA = "1.10.0"


class Facts:
    """The project, and address and digest of each file that was made."""

    def __init__(self, project, targets, folder):
        self.project = project
        self.targets = targets
        self.folder = folder

    def of_system(self, *systems):
        return [target for target in self.targets if target.system in systems]

    def place(self, target, kind="archive"):
        name = file_name(self.project, target, kind)
        return self.project.download(name), hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def fill(self, template, **words):
        text = (ROOT / "packaging/templates" / template).read_text()
        project = self.project
        words |= {"SUMMARY": project.summary, "ADDRESS": project.address, "VERSION": project.version,
                  "LICENCE": project.licence, "AUTHORS": project.authors, "CONTACT": project.contact}
        for name, value in words.items():
            text = text.replace(f"@{name}@", value)
        return text


def homebrew(facts):
    lines = []
    for system, block in (("macos", "on_macos"), ("linux", "on_linux")):
        those = facts.of_system(system)
        if not those:
            continue
        lines.append(f"  {block} do")
        for target in those:
            address, digest = facts.place(target)
            lines += [f"    {'on_arm' if target.processor == 'aarch64' else 'on_intel'} do",
                      f'      url "{address}"', f'      sha256 "{digest}"', "    end"]
        lines += ["  end", ""]
    return {"homebrew/cloudx-proxy.rb": facts.fill("cloudx-proxy.rb", PLACES="\n".join(lines[:-1]))} if lines else {}


def arch_linux(facts):
    lines = []
    those = [target for target in facts.targets if target.arch_linux]
    for target in those:
        address, digest = facts.place(target)
        lines += [f'source_{target.arch_linux}=("{address}")', f"sha256sums_{target.arch_linux}=('{digest}')"]
    processors = " ".join(f"'{target.arch_linux}'" for target in those)
    filled = facts.fill("PKGBUILD", PLACES="\n".join(lines), PROCESSORS=processors)
    return {"arch/PKGBUILD": filled} if those else {}


def nix(facts):
    lines = []
    for target in facts.targets:
        if target.nix:
            address, digest = facts.place(target)
            # "Subresource integrity", as fetchurl has it.
            integrity = base64.b64encode(bytes.fromhex(digest)).decode()
            lines += [f'    "{target.nix}" = {{', f'      url = "{address}";',
                      f'      hash = "sha256-{integrity}";', "    };"]
    return {"nix/default.nix": facts.fill("default.nix", PLACES="\n".join(lines))} if lines else {}


def scoop(facts):
    """https://github.com/ScoopInstaller/Scoop/wiki/App-Manifests"""
    project, those = facts.project, facts.of_system("windows")
    if not those:
        return {}
    address, digest = facts.place(those[0])
    manifest = {"version": project.version, "description": project.summary, "homepage": project.address,
                "license": project.licence,
                "architecture": {"64bit": {"url": address, "hash": digest}},
                "extract_dir": f"{project.name}-{project.version}-{those[0].name}", "bin": those[0].program}
    return {"scoop/cloudx-proxy.json": json.dumps(manifest, indent=4) + "\n"}


def yaml(kind, entries):
    """The little of YAML that the manifests need; values that could be read as something else are in quotes."""
    lines = [f"# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.{WINGET_SCHEMA}.schema.json"]
    for name, value in [*entries.items(), ("ManifestType", kind), ("ManifestVersion", WINGET_SCHEMA)]:
        if isinstance(value, list):
            lines += [f"{name}:", *(f"  - {entry}" for entry in value)]
        elif isinstance(value, dict):
            pairs = [f"{key}: {json.dumps(entry)}" for key, entry in value.items()]
            lines += [f"{name}:", f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
        else:
            lines.append(f"{name}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"


def winget(facts):
    """https://github.com/microsoft/winget-pkgs, doc/manifest: three files in a folder of the version."""
    project, those = facts.project, facts.of_system("windows")
    if not those or not (facts.folder / file_name(project, those[0], "msi")).exists():
        return {}
    address, digest = facts.place(those[0], "msi")
    head = {"PackageIdentifier": project.winget, "PackageVersion": project.version}
    installer = {"Platform": ["Windows.Desktop"], "MinimumOSVersion": "10.0.18362.0", "InstallerType": "msi",
                 "Scope": "user", "UpgradeBehavior": "install", "Commands": [project.name],
                 "ReleaseDate": project.date,
                 "Installers": {"Architecture": "x64", "InstallerUrl": address, "InstallerSha256": digest.upper(),
                                "ProductCode": "{" + product_code(project) + "}"}}
    locale = {"PackageLocale": "en-US", "Publisher": project.authors, "PublisherUrl": project.address,
              "PackageName": project.name, "PackageUrl": project.address, "License": project.licence,
              "ShortDescription": project.summary, "Description": " ".join(project.description),
              "Moniker": project.name, "Tags": project.tags}
    folder = f"winget/manifests/{project.winget[0].lower()}/{project.winget.replace('.', '/')}/{project.version}"
    return {f"{folder}/{project.winget}.yaml": yaml("version", head | {"DefaultLocale": "en-US"}),
            f"{folder}/{project.winget}.installer.yaml": yaml("installer", head | installer),
            f"{folder}/{project.winget}.locale.en-US.yaml": yaml("defaultLocale", head | locale)}


def write_manifests(project, targets, folder):
    facts = Facts(project, targets, folder)
    for make in (homebrew, arch_linux, nix, scoop, winget):
        for path, text in make(facts).items():
            print(f"    manifests/{path}", flush=True)
            place = folder / "manifests" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
