"""What a program consists of, as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/) in JSON."""

import hashlib
import json
import re


def identifier(name):
    """Letters, digits, "." and "-" (SPDX 2.3, 7.2)."""
    return "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]+", "-", name.replace("+", "p"))


def third_party(component):
    origin = component.origin
    package = {
        "name": component.name,
        "SPDXID": identifier(component.name),
        "versionInfo": origin.version,
        "supplier": "NOASSERTION",
        "downloadLocation": origin.download or "NOASSERTION",
        "homepage": component.address,
        "filesAnalyzed": False,
        "licenseConcluded": component.licence,
        "licenseDeclared": component.licence,
        "copyrightText": f"Copyright {component.holder}" if component.holder else "NONE",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": origin.purl}],
    }
    if origin.sha256:
        package["checksums"] = [{"algorithm": "SHA256", "checksumValue": origin.sha256}]
        package["comment"] = "The checksum is that of the archive that it was taken from."
    if not origin.patched:
        package["comment"] += " Without Debian's patches."
    return package


def own(project, target, program):
    return {
        "name": project.name,
        "SPDXID": identifier(project.name),
        "versionInfo": project.version,
        "packageFileName": target.program,
        "supplier": f"Organization: {project.authors}",
        "downloadLocation": project.address,
        "homepage": project.address,
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": hashlib.sha256(program).hexdigest()}],
        "licenseConcluded": project.licence,
        "licenseDeclared": project.licence,
        "copyrightText": f"Copyright {project.authors}",
        "primaryPackagePurpose": "APPLICATION",
        "comment": f"The checksum is that of the program for {target.name}.",
    }


def bill(project, target, program, found):
    me = own(project, target, program)
    digest = me["checksums"][0]["checksumValue"]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", me["SPDXID"])]
    relations += [(me["SPDXID"], "STATIC_LINK", identifier(component.name)) for component in found]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{project.name}-{project.version}-{target.name}",
        # Unique to this document (SPDX 2.3, 6.5): it is about one program.
        "documentNamespace": f"{project.address}/spdx/{project.name}-{project.version}-{target.name}-"
                             f"{project.identifier('spdx', target.name, digest).lower()}",
        "creationInfo": {"created": project.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                         "creators": [f"Organization: {project.authors}", "Tool: packaging/sbom.py"]},
        "packages": [me, *map(third_party, found)],
        "relationships": [{"spdxElementId": one, "relationshipType": how, "relatedSpdxElement": other}
                          for one, how, other in relations],
    }


def write_bill(path, project, target, program, found):
    path.write_text(json.dumps(bill(project, target, program, found), indent=2) + "\n")
