#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets, made of the vectors in tests/data, to fuzz/corpus.

An input is what its target says at the top of fuzz/targets/NAME.cpp. Files that are there already
stay; scripts/fuzz --keep adds what it has found.
"""

import json
import pathlib
import struct

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
CORPUS = ROOT / "fuzz" / "corpus"

PORT_REQUEST = (b'{"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",'
                b'"ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}}]}')
KMS_ACTION = (b'{"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"alias/k",'
              b'"Challenge":"AAECAwQFBgcICQoLDA0ODw=="}}')


def write(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def vectors(path):
    return json.loads((DATA / path).read_text())


def block(text):
    data = text if isinstance(text, bytes) else text.encode()
    return struct.pack(">H", len(data)) + data


def data_channel():
    for message in vectors("datachannel/messages.json")["messages"]:
        wire = bytes.fromhex(message["wireHex"])
        write("ssm_frame", message["name"], wire)
        payload = wire[120:]
        if message["messageType"] == "acknowledge":
            write("ssm_acknowledge", message["name"], payload)
        elif payload.startswith(b"{") and b"Challenge\"" in payload[:12]:
            write("ssm_challenge", message["name"], payload)
        elif payload.startswith(b"{") and b"Handshake" in payload or b"ClientActions" in payload:
            write("ssm_handshake", message["name"], payload)
        elif message["messageType"] == "channel_closed" or message["payloadType"] in (3, 10):
            write("ssm_control", message["name"], payload)
    for message in vectors("sessions/service_messages.json")["messages"]:
        wire = bytes.fromhex(message["wireHex"])
        write("ssm_frame", "service-" + message["name"], wire)
        if message["valid"] and message["messageType"] == "channel_closed":
            write("ssm_control", "service-" + message["name"], wire[message["headerLength"] + 4:])
    for name, value in {"negative": "-1", "largest": "9223372036854775807", "real": "1e3",
                        "too-large": "18446744073709551615", "text": '"7"', "twice": '7,"'
                        'AcknowledgedMessageSequenceNumber":8'}.items():
        write("ssm_acknowledge", name, '{"AcknowledgedMessageSequenceNumber":' + value + "}")
    for case in vectors("datachannel/encryption.json")["cases"]:
        write("ssm_challenge", case["name"], bytes.fromhex(case["sealedHex"]))
    write("ssm_control", "open", json.dumps(vectors("datachannel/open_data_channel.json")[0]["message"]))
    write("ssm_handshake", "request-port", PORT_REQUEST)
    write("ssm_handshake", "request-kms", PORT_REQUEST.replace(b"}}}]}", b"}}}," + KMS_ACTION + b"]}"))


def sessions():
    opened, request, complete = b"\x00", b"\x02", b"\x03"
    start = b"\x00" + opened + request + b"\x07\x00" + complete
    key = b"\x15\x00"
    small = b"\x10\x00\x08\x07\x00"  # a short write and its acknowledge
    all_acknowledged = b"".join(bytes([7, back]) for back in range(12))
    events = {
        "transfer": start + b"\x04\x20" * 5 + b"\x12\x00" + b"\x10\x01\x00" + b"\x07\x00" * 3,
        "resume": start + b"\x10\x00\x80" + b"\x01" + b"\x04\x10" + opened + b"\x04\x10\x12\x00",
        "reordered": start + b"\x05\x01\x10" + b"\x05\x02\x10" + b"\x04\x10" + b"\x12\x00",
        "duplicate": start + b"\x04\x10" + b"\x05\xff\x10" + b"\x05\xfe\x30" + b"\x12\x00",
        "forged": start + b"\x06\x00\x10" + b"\x04\x10" + b"\x12\x00",
        "slow-reader": start + b"\x04\xff" * 8 + b"\x12\x01" + b"\x04\xff" * 3 + b"\x12\x00" * 2,
        "pause": start + b"\x09\x10\x00\x40" + b"\x0a" + b"\x07\x00",
        "silent-agent": start + b"\x10\x00\x40" + b"\x1a" * 12,
        "quiet-end": start + b"\x10\x00\x08\x07\x00" + b"\x11" + b"\x1a" * 3,
        "terminate": start + b"\x14" + b"\x07\x00",
        "reader-gone": start + b"\x04\x20" + b"\x13" + b"\x1a",
        "no-handshake": b"\x00" + opened + b"\x04\x10" + b"\x1a",
        "never-starts": b"\x00" + opened + b"\x1a" * 2,
        "closed": start + b"\x0b" + block('{"Output":"bye"}'),
        "raw-request": b"\x00" + opened + b"\x0e\x05" + block(PORT_REQUEST) + complete + b"\x04\x04",
        "acknowledge-text": start + b"\x08" + block('{"AcknowledgedMessageSequenceNumber":0}'),
        "garbage": start + (b"\x0c" + block(b"garbage")) * 33,
        "large": b"\x04" + start[1:] + small + b"\x10\x20\x00" + all_acknowledged + b"\x10\x20\x00" +
                 all_acknowledged + b"\x19\x20\x00" + all_acknowledged,
        "large-in-vain": b"\x04" + start[1:] + small + b"\x10\x20\x00" + b"\x1a" * 8,
        "read-in-place": start + b"\x19\x01\x00" * 2 + b"\x07\x00",
        "acknowledged-while-held": b"\x02" + start[1:] + b"\x10\x01\x00" + b"\x18" +
                                   b"\x07\x03\x07\x02\x07\x01\x07\x00" + b"\x10\x01\x00" + b"\x16",
        "old-agent": b"\x08" + start[1:] + b"\x10\x00\x80" + b"\x01" + opened + b"\x1a" * 8,
        "encrypted": b"\x01" + opened + request + key + b"\x07\x00" + b"\x0d\x40" + bytes(64) +
                     b"\x07\x00" + complete + b"\x04\x20" * 3 + b"\x12\x00" + b"\x10\x00\x80",
        "encrypted-no-key": b"\x01" + opened + request + b"\x15\xff" + b"\x07\x00",
        "encrypted-early": b"\x01" + opened + request + b"\x04\x20" + b"\x12\x00" + key + complete,
    }
    for name, content in events.items():
        write("ssm_channel", name, content)


def multiplexer():
    for vector in vectors("smux/frames.json")["frames"]:
        if "wireHex" in vector:
            write("smux_frame", vector["name"], b"\0" + bytes.fromhex(vector["wireHex"]))
            write("smux_frame", vector["name"] + "-cut", b"\2" + bytes.fromhex(vector["wireHex"]))

    def event(number, *rest, which=0):
        return bytes([number, which]) + b"".join(rest)

    def short(value):
        return struct.pack(">H", value)

    def read(pieces=16, size=1024):
        return event(7, short(size), which=pieces)

    opened, ended, closed, reset = event(0), event(2), event(3), event(4)
    taken, delivered, agent_ended = event(5), event(8, short(0xFFFF)), event(12)

    def write_local(size, which=0):
        return event(1, short(size), which=which)

    def answer(size, which=0):
        return event(11, short(size), which=which)

    unknown = bytes.fromhex("0102040063000000") + b"late"
    scripts = {
        "question": opened + write_local(50) + read() + delivered + answer(5000) + taken + closed + read(),
        "agent-ends": opened + read() + answer(9) + agent_ended + write_local(9) + read() + taken + closed,
        "grace": opened + write_local(9) + ended + read() + delivered + event(9, short(4000)) + answer(9)
        + event(9, short(4999)) + event(9, short(1)) + read() + answer(9) + taken + agent_ended,
        "reset": opened + reset + opened + read() + write_local(9) + reset + read(),
        "bulk": (opened * 3 + read() + b"".join(write_local(60000, which) + read(8) for which in range(3))
                 + delivered) * 4,
        "unread": opened + read() + answer(900) + answer(900) + event(6) + answer(900) + taken,
        "unknown": opened + read() + event(10, block(unknown)) + event(10, block(unknown[:7])),
        "broken": opened + read() + event(10, block(bytes.fromhex("0201000003000000"))) + opened + read(),
        "crowd": opened * 20 + read() + agent_ended + read() + closed + read(),
        "tiny-pieces": opened + write_local(300) + read(1, 9) * 5 + read(19, 3) * 5}
    for name, script in scripts.items():
        for options in (0, 15):
            write("smux_multiplexer", f"{name}-{options}", bytes([options]) + script)


def http():
    answers = {
        "length": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-B: yes\r\n\r\nok",
        "chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;a=\"b\"\r\nde\r\n"
                   "0\r\nX-T: 1\r\n\r\n",
        "to-the-end": "HTTP/1.1 200 OK\r\n\r\nall of it",
        "continue": "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "folded": "HTTP/1.1 200 OK\r\nX-A: 1,\r\n 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "http10": "HTTP/1.0 404 Not Found\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
        "not-http": "SSH-2.0-OpenSSH_9.2\r\n",
        "too-large": "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
    }
    for name, text in answers.items():
        write("http_response", name, b"\x01\x00" + text.encode())
    endless = {"endless-head": "HTTP/1.1 200 OK\r\nX-A: a", "endless-line": "H",
               "endless-chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a",
               "endless-trailer": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-A: a",
               "endless-body": "HTTP/1.1 200 OK\r\n\r\na"}
    for name, text in endless.items():
        write("http_response", name, b"\x04\xff" + text.encode())
    requests = {
        "post": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
        "two": "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
        "chunked": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "upgrade": "GET /v1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "expect": "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        "both-lengths": "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "http10": "GET / HTTP/1.0\r\n\r\n",
    }
    for name, text in requests.items():
        write("http_request", name, b"\x00\x00" + text.encode())
    for name, text in {"endless-head": "GET / HTTP/1.1\r\nX-A: a", "endless-line": "G",
                       "endless-chunk": "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a"
                       }.items():
        write("http_request", name, b"\x01\xff" + text.encode())
    for name, text in {
            "opened": "HTTP/1.1 200 Connection established\r\n\r\n",
            "opened-early-bytes": "HTTP/1.0 200 OK\r\nVia: x\r\n\r\n\x16\x03\x01",
            "login": "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
            "refused": "HTTP/1.1 503 no\r\n\r\n", "not-http": "SSH-2.0-x\r\n\r\n"}.items():
        write("proxy_connect", name, b"\x00\x00" + text.encode())
    write("proxy_connect", "endless", b"\x01\xff" + b"HTTP/1.1 200 OK\r\nX-A: a")


OPERATIONS = {  # of tests/data/api/responses.json: target and its byte
    "StartSession": ("aws_ssm", 0), "ResumeSession": ("aws_ssm", 1), "TerminateSession": ("aws_ssm", 2),
    "GetConnectionStatus": ("aws_ssm", 3), "DescribeInstanceInformation": ("aws_ssm", 4),
    "DescribeInstances": ("aws_ec2", 0), "StartInstances": ("aws_ec2", 1),
    "RunInstances": ("aws_ec2", 3), "DescribeStacks": ("aws_cloudformation", 0),
    "GetCallerIdentity": ("aws_sts", 0), "AssumeRole": ("aws_sts", 1),
    "AssumeRoleWithWebIdentity": ("aws_sts", 2),
    "GetRoleCredentials": ("aws_sso", 0),
}
ALIKE = {"StartSession": ["ResumeSession"], "AssumeRole": ["AssumeRoleWithWebIdentity"]}


def answers():
    data = vectors("api/responses.json")
    for success in data["success"]:
        operation, body = success["operation"], success["body"].encode()
        for name in (operation, *ALIKE.get(operation, ())):
            if name in OPERATIONS:
                target, number = OPERATIONS[name]
                write(target, name, bytes([number]) + body.replace(operation.encode(), name.encode()))
        if operation in OPERATIONS:
            continue
        if operation == "GenerateDataKey":
            write("aws_kms", operation, block("alias/k") + body)
            write("aws_kms", "key-of-another-region",
                  block("arn:aws:kms:eu-west-1:111122223333:key/k") + body)
        elif operation == "SendSSHPublicKey":
            write("aws_instance_connect", operation, body)
    protocols = {"json": 0, "query": 1, "ec2": 2, "rest-json": 3}
    for error in data["errors"]:
        headers = {name.lower(): value for name, value in error["headers"].items()}
        write("aws_error", error["name"],
              bytes([protocols[error["protocol"]], max(0, min(255, error["status"] - 301))]) +
              block("Tue, 14 Nov 2023 22:13:20 GMT") + block(headers.get("x-amzn-errortype", "")) +
              error["body"].encode())
    for name, body in {
            "terminated": "{}", "connected": '{"Target":"i-1","Status":"connected"}'}.items():
        write("aws_ssm", name, bytes([2 if body == "{}" else 3]) + body.encode())
    write("aws_ssm", "information", b"\x04" + b'{"InstanceInformationList":[{"InstanceId":"i-1",'
          b'"PingStatus":"Online","LastPingDateTime":1700000000.25,"AgentVersion":"3.3.1142.0"},7]}')
    write("aws_ec2", "started", b"\x01" + b'<StartInstancesResponse><instancesSet><item><instanceId>i-1'
          b"</instanceId><currentState><code>0</code></currentState><previousState><code>80</code>"
          b"</previousState></item></instancesSet></StartInstancesResponse>")
    write("aws_ec2", "images", b"\x02" + b"<DescribeImagesResponse><imagesSet><item><imageId>ami-1</imageId>"
          b"<name>al2023</name><creationDate>2026-01-02T03:04:05.000Z</creationDate></item></imagesSet>"
          b"</DescribeImagesResponse>")
    write("aws_cloudformation", "events", b"\x01" + b"<DescribeStackEventsResponse><DescribeStackEventsResult>"
          b"<StackEvents><member><EventId>e-2</EventId><LogicalResourceId>KeyPair</LogicalResourceId>"
          b"<ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>no</ResourceStatusReason>"
          b"<Timestamp>2026-01-02T03:04:05.678Z</Timestamp></member><member><EventId>e-1</EventId></member>"
          b"</StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>")
    write("aws_cloudformation", "created", b"\x02" + b"<CreateStackResponse><CreateStackResult><StackId>arn"
          b"</StackId></CreateStackResult></CreateStackResponse>")
    write("aws_sso", "token", b"\x01" + b'{"accessToken":"a","expiresIn":28800,"refreshToken":"r",'
          b'"tokenType":"Bearer"}')
    for number, name, body in (
            (2, "client", '{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":1700000000}'),
            (3, "device", '{"deviceCode":"d","userCode":"A","verificationUri":"https://v/",'
             '"expiresIn":600,"interval":1}'),
            (4, "accounts", '{"accountList":[{"accountId":"1","accountName":"a"}],"nextToken":"n"}'),
            (5, "roles", '{"roleList":[{"roleName":"r","accountId":"1"},7]}'),
            (6, "logout", "")):
        write("aws_sso", name, bytes([number]) + body.encode())
    write("aws_instance_connect", "refused", '{"Success":false}')


def credentials():
    good = ('{"Code":"Success","AccessKeyId":"AKIA","SecretAccessKey":"s","Token":"t",'
            '"Expiration":"2023-11-14T23:13:20Z","AccountId":"123456789012"}')
    expired = good.replace("2023-11-14T23", "2023-11-14T20")
    failed = '{"Code":"AssumeRoleUnauthorizedAccess","Message":"no"}'
    for name, body in {"good": good, "expired": expired, "failed": failed}.items():
        write("instance_metadata", name, block("token") + block("role\n") + body.encode())
    write("instance_metadata", "no-role", block("token") + block("") + b"{}")
    for name, url in {"loopback": "http://127.0.0.1:80/x", "agent": "http://169.254.170.23/v1/credentials",
                      "elsewhere": "http://example.com/"}.items():
        write("container_credentials", name, block(url) + good.encode())
    write("sso_token", "full",
          '{"startUrl":"https://a/","region":"eu-west-1","accessToken":"t","expiresAt":'
          '"2023-11-14T23:13:20Z","clientId":"c","clientSecret":"s","registrationExpiresAt":'
          '"2024-01-01T00:00:00Z","refreshToken":"r"}')
    write("sso_token", "legacy", '{"accessToken":"t","expiresAt":"2023-11-14T23:13:20UTC"}')
    for case in vectors("credentials/login/cache.json")["cases"]:
        for text in case["files"].values():
            write("login_cache", case["name"], text)
    for case in vectors("credentials/cases.json")["cases"]:
        write("config_file", case["name"], block(case["config"] or "") +
              (case["credentials"] or "").encode())
        write("config_edit", case["name"], b"\0" + block("dev") + block("region") +
              block("eu-west-3") + (case["config"] or "").encode())
    for name, text in {"crlf": "[a]\r\nx = 1", "twice": "[a]\nx=1\nx=2\n[a]\nx=3\n",
                       "nested": "[a]\nx =\n  y = 1\n", "open": "[a\nx=1\n[a]\n  x\n"}.items():
        write("config_edit", name, b"\1" + block("a") + block("x") + block("9") + text.encode())

    for name, text in {
            "sections": "[default]\nreason = a #1\n[profile dev]\ndocument = Some-Doc # x\n"
                        "client_version=1.2.707.0\n[host a-* !a-b]\nexec_document =\n",
            "sets": "[forward db]\ntarget = t\nlocal = 1, 2:h.i:3\n  4\ndynamic =\n  5\n  6, 7 # x\n",
            "faults": "stray = 1\n[future]\na = b\n[default\n[profile]\n[default]\nreson = x\n"
                      "reason = a\n  indented\nreason = b\n[forward x]\nlocal = 1\n"}.items():
        write("program_config", name, text)

def ssh_config():
    for source in sorted((DATA / "sshconfig/corpus").glob("*.conf")):
        if source.stat().st_size < 1024:
            write("ssh_config", source.stem, b"\0" + block('a"b') + source.read_bytes())
    for source in sorted((DATA / "sshconfig/trees").glob("*/*/.ssh/*/config")):
        tree = f"{source.parts[-5]}-{source.parts[-4]}"
        text = source.read_bytes().replace(b"@HOME@", b"/h")
        if any(word in tree for word in ("cleanup", "old-03", "mixed", "hand-edited")):
            write("ssh_cleanup", tree, b"\0" + text)
            write("ssh_cleanup", tree + "-upper", b"\1" + text)
    for name, command in {
            "uvx": "uvx cloudx-proxy connect %h %p --profile dev --ssh-key 'a b'",
            "path": '"/opt/my tools/cloudX-proxy" connect %h %p --region=x --foo $X --ssh-dir ~/x',
            "exec": "exec ~/bin/cloudx-proxy connect %h 22 -v --profile a --profile b",
            "other": "nc %h %p | tee log"}.items():
        write("proxy_command", name, block("it's 50%") + command.encode())


def texts():
    for index, case in enumerate(vectors("sigv4/stream-url.json")["cases"]):
        write("stream_url", f"case-{index}", case["url"])
    for name, url in {
            "gateway": "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/s?role=x&cell-number=A+/=",
            "fips": "wss://ssmmessages-fips.eu-west-1.amazonaws.com/", "plain": "ws://[::1]:80/",
            "user": "https://u:p@ssmmessages.eu-west-1.amazonaws.com:443/?a#b"}.items():
        write("stream_url", name, url)
    for index, text in enumerate(("2023-11-14T22:13:20Z", "2023-11-14 22:13:20.5+01:00",
                                  "2023-11-14T22:13:20UTC", "Tue, 14 Nov 2023 22:13:20 GMT",
                                  "0000-01-01T00:00:00-0030", "9999-12-31t23:59:60z")):
        write("timestamp", f"time-{index}", text)
    for name, text in {"base64": "AAECAw==", "hex": "00ff7e", "percent": "a%20b%zz+%",
                       "uuid": "dd01e56b-ff48-483e-a508-b5f073f31b16", "version": "3.3.1142.0",
                       "bytes": bytes(range(256))}.items():
        write("encoding", name, text)


def clients():
    """What users, their clients and other tools give to forward, shell and the plugin."""
    for name, text in {
            "v5-address": "050100" "05010001c00002010050", "v5-name": "050100" "0501000303616263" "01bb",
            "v5-ipv6": "05020002" "05010004" + "20010db8" + "00" * 11 + "01" + "0016",
            "v5-password": "050102", "v5-udp": "050100" "05030001000000000000", "v5-type": "050100" "0501000200",
            "v4-bind": "04020050c000020100", "v4": "04010050c0000201616c00",
            "v4a": "0401005000000001616c00" "6465" "00" "ffff", "http": b"CONNECT a:1".hex()}.items():
        write("socks", name, b"\xff" + bytes.fromhex(text))
        write("socks", name + "-in-bytes", b"\x00" + bytes.fromhex(text))
    for index, text in enumerate((
            "8080:80", "8080:db.internal:80", "*:0:[fd00::5]:443", "[::1]:8080:80", "127.0.0.1:1:a.b:2",
            "/run/db.sock:5432", "~/db:db.internal:5432", "./a:[::1]:1", "1080", "[::1]:1080", ":8080:80",
            "8080::80", "[::ffff:1.2.3.4]:1:2", "1:[::1:2", "localhost:1:2")):
        write("forward_spec", f"value-{index}", text)
    for case in vectors("sessions/argv.json")["cases"]:
        arguments = case["argv"] + [""] * 6
        answer = (list(case["env"].values()) or arguments)[0]
        options = 2 * min(len(case["argv"]), 6) + bool(case["env"])
        write("plugin_arguments", case["name"],
              bytes([options]) + block(arguments[4]) + block(arguments[5]) + answer.encode())
    for name, data in {"text": b"\x1b[1;31mHello\r\n", "cut": "a\u20ac\U0001f600\u00e9".encode(),
                       "latin": b"caf\xe9 \xff\xfe", "half": b"\xe2\x82", "surrogate": b"\xed\xa0\x80",
                       "controls": bytes(range(160)) + b"\xc2\x9b"}.items():
        write("asciicast", name, b"\x00" + data)


if __name__ == "__main__":
    for make in (data_channel, sessions, multiplexer, http, answers, credentials, ssh_config, texts, clients):
        make()
