#!/usr/bin/env python3
"""Stands in for 1Password's `op`: the calls that setup makes, answered as its documentation says.

OP_STATE is a JSON file: {"signed_out": bool, "session_expired": bool, "vaults": [name], "items": [{title, vault, key}]}.
"""

import json
import os
import pathlib
import sys

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFve4ieTtGXfJqqCpg5YvGA2zoUP3RynkjByFP8DP6AF"


def main(arguments):
    path = pathlib.Path(os.environ["OP_STATE"])
    state = json.loads(path.read_text())
    items = state.setdefault("items", [])
    if arguments == ["--version"]:
        return "2.30.0"
    if state.get("session_expired"):
        sys.exit("[ERROR] 2026/01/31 12:00:00 You are not currently signed in. Please run `op signin "
                 "--help` for instructions")
    if "--format=json" not in arguments:
        sys.exit("[ERROR] only JSON here")
    arguments.remove("--format=json")
    if state.get("signed_out"):
        if arguments == ["account", "list"]:
            return "[]"
        sys.exit("[ERROR] you are not currently signed in")
    if arguments == ["account", "list"]:
        return json.dumps([{"url": "my.1password.com", "email": "a@example.com",
                            "account_uuid": "ACCOUNTUUID"}])
    if arguments == ["account", "get"]:
        return json.dumps({"id": "ACCOUNTUUID", "name": "Family", "domain": "my"})
    if arguments == ["vault", "list"]:
        return json.dumps([{"id": "v" + name, "name": name} for name in state["vaults"]])
    if arguments == ["item", "list", "--categories", "SSH Key"]:
        return json.dumps([entry(number, item) for number, item in enumerate(items)])
    if arguments[:2] == ["item", "create"]:
        options = dict(word.split("=", 1) for word in arguments[2:])
        items.append({"title": options["--title"], "vault": options["--vault"][1:],
                      "key": PUBLIC_KEY})
        path.write_text(json.dumps(state))
        return json.dumps(entry(len(items) - 1, items[-1]))
    if arguments[:2] == ["item", "get"] and arguments[3:] == ["--fields", "public key"]:
        key = items[int(arguments[2].removeprefix("item"))]["key"]
        return json.dumps({"id": "public_key", "type": "STRING", "label": "public key",
                           "value": key})
    sys.exit(f"[ERROR] unknown command {arguments}")


def entry(number, item):
    return {"id": f"item{number}", "title": item["title"], "category": "SSH_KEY",
            "vault": {"id": "v" + item["vault"], "name": item["vault"]}}


if __name__ == "__main__":
    print(main(sys.argv[1:]))
