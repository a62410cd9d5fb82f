"""The operator's status page: its requests as plain HTTP, and the page itself in Chromium.

With CLOUDX_SCREENSHOTS=FOLDER the picture for the docs is left there."""

import concurrent.futures
import hashlib
import hmac
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import time

from selenium.webdriver.common.keys import Keys

import browser
import harness
import relay_service

PASSWORD = "open sesame, said the operator"
PAGE = pathlib.Path(__file__).resolve().parents[2] / "src/features/relay/service/page"
FILES = {"": "index.html", "page.css": "page.css", "page.js": "page.js", "view.js": "view.js",
         "words.js": "words.js"}


class Operated(harness.EndToEnd):
    """A service with a status page, and the requests that the page makes."""

    def setUp(self):
        self.cloud = self.sandbox()

    def service_of(self, name, password=PASSWORD, service="", **keywords):
        folder = self.folder / f"{self.id().rsplit('.', 1)[1]}-{name}"
        port = self.environment["CLOUDX_SANDBOX_VM_PORT"]
        auth = 'operator_password_file = "password"\n' if password else ""
        made = relay_service.Service(
            folder, self.environment,
            f'{auth}[aws]\nregion = "eu-west-1"\nssh_port = {port}\n', service, **keywords)
        if password:
            made.write("password", password + "\n")
        made.start()
        self.addCleanup(made.stop)
        return made

    def headers(self, service, **more):
        """Those that the page's own script sends."""
        return {"Origin": service.url.rstrip("/"), "Cloudx-Relay-Operator": "1", **more}

    def post(self, service, command, body="", **headers):
        return service.ask("POST", "/operator/" + command, body, self.headers(service, **headers))

    def sign_in(self, service, **headers):
        """The cookie as a browser sends it back."""
        status, body, answer = self.post(service, "sign-in", PASSWORD, **headers)
        self.assertEqual(status, 204, body)
        return answer["Set-Cookie"].partition(";")[0]

    def state(self, service, cookie, seen=""):
        status, body, _ = service.ask("GET", f"/operator/state?seen={seen}", None,
                                      {"Cookie": cookie})
        self.assertEqual(status, 200, body)
        return json.loads(body)

    @staticmethod
    def events(state):
        return [(event["id"], event["who"], event["what"]) for event in state["events"]]

    def wait_for_state(self, service, cookie, condition):
        state = self.state(service, cookie)
        for _ in range(harness.PATIENCE):
            if condition(state):
                return state
            state = self.state(service, cookie, state["mark"])
        self.fail(f"never came; the last state was {state}")


class Requests(Operated):
    def test_without_a_password_there_is_no_page(self):
        service = self.service_of("plain", password=None)
        for target in ("/operator", "/operator/", "/operator/page.js"):
            self.assertEqual(service.ask("GET", target)[0], 404, target)
        self.assertEqual(service.ask("GET", "/")[0], 401, "a request of version 1 without a token")
        self.assertEqual(self.post(service, "sign-in", "")[0], 404)

    def test_files_are_those_of_the_source(self):
        service = self.service_of("plain")
        for name, file in FILES.items():
            status, body, headers = service.ask("GET", "/operator/" + name)
            self.assertEqual((status, body), (200, (PAGE / file).read_bytes()))
            self.assertNotIn("Set-Cookie", headers)
        for name in ("page_files.hpp", "../../v2/status", "index", "state/", "%2e%2e/"):
            self.assertEqual(service.ask("GET", "/operator/" + name)[0], 404, name)
        for target in ("/", "/operator"):
            status, _, headers = service.ask("GET", target)
            self.assertEqual((status, headers["Location"]), (303, "/operator/"))

    def test_every_answer_is_shielded(self):
        service = self.service_of("plain")
        for method, name in (("GET", ""), ("GET", "page.js"), ("GET", "state"), ("GET", "nothing"),
                             ("POST", ""), ("POST", "sign-in"), ("POST", "terminate")):
            _, _, headers = service.ask(method, "/operator/" + name)
            policy = headers["Content-Security-Policy"]
            for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'",
                         "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
                         "form-action 'self'"):
                self.assertIn(part, policy.split("; "))
            self.assertEqual(headers["X-Frame-Options"], "DENY")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertNotIn("Strict-Transport-Security", headers)

    def flags(self, service, **headers):
        status, _, answer = self.post(service, "sign-in", PASSWORD, **headers)
        self.assertEqual(status, 204)
        _, *flags = answer["Set-Cookie"].split("; ")
        return set(flags)

    def test_cookie_is_for_the_page_alone(self):
        plain = {"HttpOnly", "SameSite=Strict", "Path=/operator", "Max-Age=43200"}
        self.assertEqual(self.flags(self.service_of("plain")), plain)
        proxied = self.service_of("proxied", service='trusted_proxies = ["127.0.0.1"]')
        self.assertEqual(self.flags(proxied), plain)
        self.assertEqual(
            self.flags(proxied, Origin="https://relay.example",
                       **{"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https",
                          "X-Forwarded-Host": "relay.example"}),
            plain | {"Secure"})

    def test_over_tls_the_cookie_is_secure_and_the_browser_told_to_stay_with_it(self):
        folder = self.folder / "authority"
        folder.mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                        folder / "key.pem", "-out", folder / "ca.pem"],
                       check=True, capture_output=True)
        name = self.folder / "test_over_tls_the_cookie_is_secure_and_the_browser_told_to_stay_with_it-tls"
        name.mkdir()
        (name / "ca.pem").write_bytes((folder / "ca.pem").read_bytes())
        service = self.service_of("tls", service=f'tls_certificate = "{folder}/ca.pem"\n'
                                                 f'tls_key = "{folder}/key.pem"')
        self.assertIn("Secure", self.flags(service))
        _, _, headers = service.ask("GET", "/operator/")
        self.assertEqual(headers["Strict-Transport-Security"], "max-age=31536000")

    def test_state_needs_a_session(self):
        service = self.service_of("plain")
        cookie = self.sign_in(service)
        self.assertEqual(self.state(service, cookie)["endpoints"], [])
        name, _, token = cookie.partition("=")
        expires, identity, mac = token.split(".")
        later = int(expires) + 3600
        for given in ("", cookie[:-1], cookie + "0", f"{name}={later}.{identity}.{mac}",
                      f"{name}={expires}.{identity[::-1]}.{mac}", f"x{cookie}", f"{name}=..",
                      f"{name}=", f"{name}={expires}.{identity}.", token):
            status, _, _ = service.ask("GET", "/operator/state", None, {"Cookie": given})
            self.assertEqual(status, 401, given)
        several = f"other=1; {name}=stale; {cookie}; last"
        self.assertEqual(self.state(service, several)["endpoints"], [])

    def session_key(self, service):
        """As docs/relay-operator.md has it."""
        def hkdf(secret, info):
            extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
            return hmac.new(extracted, info + b"\1", hashlib.sha256).digest()
        return hkdf(hkdf(service.master, b"cloudx-relay operator session"), PASSWORD.encode())

    def test_session_ends_after_its_time(self):
        service = self.service_of("plain")
        name = self.sign_in(service).partition("=")[0]
        for distance, status in ((-1, 401), (600, 200)):
            claim = f"{int(time.time()) + distance}.{os.urandom(32).hex()}"
            mac = hmac.new(self.session_key(service),
                           f"cloudx-relay operator session\n{claim}".encode(), hashlib.sha256)
            cookie = f"{name}={claim}.{mac.hexdigest()}"
            self.assertEqual(service.ask("GET", "/operator/state", None, {"Cookie": cookie})[0],
                             status)

    def test_session_holds_on_every_node_and_after_a_restart(self):
        one = self.service_of("one")
        cookie = self.sign_in(one)
        other = self.service_of("other", master=one.master)
        self.assertEqual(self.state(other, cookie)["endpoints"], [])
        self.assertNotEqual(self.state(other, cookie)["node"], self.state(one, cookie)["node"])
        one.kill()
        one.start()
        self.assertEqual(self.state(one, cookie)["endpoints"], [])
        stranger = self.service_of("stranger")
        status, _, _ = stranger.ask("GET", "/operator/state", None, {"Cookie": cookie})
        self.assertEqual(status, 401, "another service's key, the same password")

    def test_changed_password_ends_every_session(self):
        service = self.service_of("plain")
        cookie = self.sign_in(service)
        service.kill()
        service.write("password", "another password\n")
        service.start()
        self.assertEqual(service.ask("GET", "/operator/state", None, {"Cookie": cookie})[0], 401)
        self.assertEqual(self.post(service, "sign-in", PASSWORD)[0], 403)

    def test_requests_of_other_sites_are_refused(self):
        service = self.service_of("plain")
        cookie = self.sign_in(service)
        own = service.url.rstrip("/")
        service.v2("launch")
        for command, body in (("sign-in", PASSWORD), ("sign-out", ""), ("terminate", "my-mac")):
            for headers in ({"Origin": own}, {"Cloudx-Relay-Operator": "1"},
                            {"Origin": "null", "Cloudx-Relay-Operator": "1"},
                            {"Origin": "http://evil.example", "Cloudx-Relay-Operator": "1"},
                            {"Origin": own + "0", "Cloudx-Relay-Operator": "1"},
                            {"Origin": own.replace("http:", "https:"),
                             "Cloudx-Relay-Operator": "1"},
                            {"Origin": own + ".evil.example", "Cloudx-Relay-Operator": "1"}):
                status, _, answer = service.ask("POST", "/operator/" + command, body,
                                                {**headers, "Cookie": cookie})
                self.assertEqual(status, 403, (command, headers))
                self.assertNotIn("Set-Cookie", answer)
            self.assertEqual(
                service.ask("GET", f"/operator/{command}", None, {"Cookie": cookie})[0], 405)
        status, _, answer = service.ask("OPTIONS", "/operator/terminate", None, {
            "Origin": "http://evil.example", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "cloudx-relay-operator"})
        self.assertEqual(status, 405)
        self.assertFalse([name for name in answer if name.lower().startswith("access-control")])
        self.assertEqual(self.post(service, "terminate", "my-mac")[0], 401, "no session")
        self.assertNotIn("terminate", [what for _, _, what in self.events(
            self.state(service, cookie))])

    def test_words_of_a_proxy_that_nobody_named_count_for_nothing(self):
        service = self.service_of("plain")
        status, _, _ = self.post(service, "sign-in", PASSWORD, Origin="https://relay.example",
                                 **{"X-Forwarded-Proto": "https",
                                    "X-Forwarded-Host": "relay.example"})
        self.assertEqual(status, 403)

    def test_guesses_are_limited(self):
        service = self.service_of("proxied", service='trusted_proxies = ["127.0.0.1"]')
        for _ in range(5):
            self.assertEqual(self.post(service, "sign-in", "guess")[0], 403)
        status, body, headers = self.post(service, "sign-in", PASSWORD)
        self.assertEqual(status, 429, "even the right one says nothing now")
        self.assertIn("too many wrong passwords", json.loads(body)["error"])
        self.assertGreaterEqual(int(headers["Retry-After"]), 1)
        cookie = self.sign_in(service, **{"X-Forwarded-For": "203.0.113.7"})
        self.assertIn(("", "operator", "refused: wrong password"),
                      self.events(self.state(service, cookie)))

    def test_guesses_from_everywhere_are_limited_together(self):
        service = self.service_of("proxied", service='trusted_proxies = ["127.0.0.1"]')
        statuses = [self.post(service, "sign-in", "guess",
                              **{"X-Forwarded-For": f"203.0.113.{number}"})[0]
                    for number in range(1, 255)]
        self.assertEqual(set(statuses), {403, 429})
        self.assertEqual(set(statuses[:50]), {403})

    def test_signing_in_often_is_no_guessing(self):
        service = self.service_of("plain")
        for _ in range(20):
            self.sign_in(service)

    def test_wait_ends_with_what_changes(self):
        service = self.service_of("plain")
        cookie = self.sign_in(service)
        state = self.wait_for_state(service, cookie,
                                    lambda now: ("", "operator", "sign-in") in self.events(now))
        self.assertEqual(self.state(service, cookie, "another")["mark"], state["mark"])

        def seen_meanwhile(act):
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(self.state, service, cookie, state["mark"])
                act()
                return waiting.result()
        here = seen_meanwhile(lambda: service.v2("wait", "my-mac", "forward"))
        self.assertNotEqual(here["mark"], state["mark"])
        [endpoint] = here["endpoints"]
        self.assertEqual((endpoint["id"], endpoint["phase"], endpoint["relay"]),
                         ("my-mac", "none", None))
        self.assertEqual(endpoint["forward"]["peer"], "127.0.0.1")
        state = here
        self.assertNotEqual(seen_meanwhile(lambda: service.v2("launch"))["mark"], here["mark"])
        running = self.wait_for_state(
            service, cookie, lambda now: now["endpoints"][0]["phase"] == "running")
        relay = running["endpoints"][0]["relay"]
        self.assertRegex(relay["instance_id"], "^i-[0-9a-f]{17}$")
        self.assertAlmostEqual(relay["cost"], (0.0042 + 0.005 + 0.0002) / 60,
                               msg="a minute is the least, with address and disk")

    def test_terminate_is_refused_where_there_is_nothing(self):
        service = self.service_of("plain")
        cookie = self.sign_in(service)
        for body, status in (("my-mac", 409), ("", 400), ("<b>", 400), ("x" * 65, 400)):
            self.assertEqual(self.post(service, "terminate", body, Cookie=cookie)[0], status, body)

    def test_password_is_nowhere_in_the_log(self):
        service = self.service_of("plain")
        self.post(service, "sign-in", "nearly " + PASSWORD)
        self.sign_in(service)
        service.stop()
        self.assertNotIn(PASSWORD, service.read_log())
        self.assertIn("operator 127.0.0.1: refused: wrong password\n", service.read_log())
        self.assertIn("operator 127.0.0.1: sign-in\n", service.read_log())


class InChromium(Operated):
    """With a browser of its own for each test."""

    def setUp(self):
        super().setUp()
        self.browser = browser.Browser(self.environment)
        self.addCleanup(self.browser.close)

    def enter(self, service, password=PASSWORD):
        self.browser.open(service.url)
        self.browser.wait(lambda: self.browser.find("#password").is_displayed(), "the sign-in")
        self.browser.find("#password").send_keys(password, Keys.ENTER)

    def enter_well(self, service):
        self.enter(service)
        self.browser.wait_for_text("#link", "Live")


class Page(InChromium):
    def press_terminate(self):
        self.browser.find("#relays button").click()
        self.browser.wait(lambda: self.browser.find("#confirm").is_displayed(), "the question")

    def test_wrong_password_is_refused_and_said(self):
        service = self.service_of("plain")
        self.enter(service, "wrong")
        self.browser.wait_for_text("#refusal", "This is not the operator's password.")
        self.assertFalse(self.browser.find("#status").is_displayed())
        self.browser.find("#password").send_keys(PASSWORD, Keys.ENTER)  # the wrong one is selected
        self.browser.wait_for_text("#link", "Live")
        self.assertEqual(self.browser.text("#refusal"), "")

    def test_launch_is_seen_without_a_reload(self):
        service = self.service_of("plain")
        self.enter_well(service)
        self.browser.wait_for_text("#no-relay", "None.")
        service.v2("wait", "my-mac", "forward")
        self.browser.wait_for_text("#endpoints tr", "connected · 127.0.0.1")
        self.cloud.faults(vm_pending_ms=3_600_000)
        service.v2("launch")
        self.browser.wait_for_text("#relays .pill", "Launching")
        self.browser.wait_for_text("#relays .step", "waiting for i-")
        self.cloud.faults(vm_pending_ms=0)
        self.browser.wait_for_text("#events", "launched i-")

    def test_running_relay_is_shown_with_its_facts(self):
        service = self.service_of("plain")
        self.enter_well(service)
        service.v2("launch")
        view = service.wait_for("running")
        self.browser.wait_for_text("#relays .pill", "Running")
        card = self.browser.text("#relays article")
        for fact in (view["instance_id"], view["address"], "after 5 min idle; 24 h left",
                     "$0.0002"):
            self.assertIn(fact, card)
        self.assertIn("idle for", card)
        service.v2("wait", attached=True)
        self.browser.wait_for_text("#relays article", "by 127.0.0.1")
        self.assertEqual(self.browser.text("#relay-note"), "1 in use")

    def test_failed_launch_is_shown_with_its_reason(self):
        service = self.service_of("plain")
        self.enter_well(service)
        self.cloud.faults(deny=["RunInstances"])
        service.v2("launch")
        self.browser.wait_for_text("#endpoints .refusal", "not authorized")
        self.assertEqual(self.browser.find_all("#relays article"), [])

    def test_terminate_button_ends_the_relay_once_confirmed(self):
        service = self.service_of("plain")
        self.enter_well(service)
        service.v2("launch")
        instance = service.wait_for("running")["instance_id"]
        self.browser.wait_for_text("#relays .pill", "Running")
        self.press_terminate()
        self.browser.wait_for_text("#confirm", f"{instance} ends at once")
        self.browser.find("#confirm [value=keep]").send_keys(Keys.ESCAPE)
        self.browser.wait(lambda: not self.browser.find("#confirm").is_displayed(), "no question")
        self.assertEqual(service.v2("status")["state"], "running")
        self.press_terminate()
        self.browser.find("#confirm [value=terminate]").click()
        self.browser.wait(lambda: not self.browser.find_all("#relays article"), "no relay")
        self.assertIn("operator · 127.0.0.1 terminate",
                      re.sub(r"\s+", " ", self.browser.text("#events tr")))
        self.assertEqual(service.v2("status")["state"], "none")
        self.cloud.wait_until(
            lambda state: all(vm["state"] == "terminated" for vm in state["instances"]
                              if vm["id"] == instance), "its end at EC2")

    def test_keyboard_alone_will_do_and_keeps_its_place(self):
        service = self.service_of("plain")
        self.enter_well(service)
        service.v2("launch")
        self.browser.wait_for_text("#relays .pill", "Running")
        active = lambda: self.browser.driver.switch_to.active_element
        for _ in range(10):
            active().send_keys(Keys.TAB)
            if active().text == "Terminate":
                break
        service.v2("launch", "another")  # which is shown before it
        self.browser.wait(lambda: len(self.browser.find_all("#relays article")) == 2, "another")
        self.assertEqual(active().get_attribute("aria-label"), "Terminate the relay of my-mac")
        active().send_keys(Keys.ENTER)
        self.browser.wait_for_text("#confirm", "my-mac")
        self.assertEqual(active().text, "Keep it", "what Enter does at first is harmless")
        active().send_keys(Keys.TAB, Keys.ENTER)
        self.browser.wait_for_text("#events", "terminate")
        self.assertIn(service.v2("status")["state"], ("ending", "none"))

    def test_sign_out_leaves_nothing_behind(self):
        service = self.service_of("plain")
        self.enter_well(service)
        service.v2("wait", "my-mac", "forward")
        self.browser.wait_for_text("#endpoints", "my-mac")
        [cookie] = self.browser.driver.get_cookies()
        self.assertEqual((cookie["httpOnly"], cookie["sameSite"], cookie["path"]),
                         (True, "Strict", "/operator"))
        self.browser.find("#sign-out").click()
        self.browser.wait(lambda: self.browser.find("#password").is_displayed(), "the sign-in")
        self.assertEqual(self.browser.driver.get_cookies(), [])
        self.assertNotIn("my-mac", self.browser.driver.page_source)
        self.browser.open(service.url)
        self.browser.wait(lambda: self.browser.find("#password").is_displayed(), "the sign-in")

    def test_service_that_is_away_is_said_and_found_again(self):
        service = self.service_of("plain")
        self.enter_well(service)
        port = service.port
        service.kill()
        self.browser.wait_for_text("#link", "Not connected")
        self.browser.wait_for_text("#trouble", "The service cannot be reached.")
        service.config.write_text(service.config.read_text().replace(
            'listen = "127.0.0.1:0"', f'listen = "127.0.0.1:{port}"'))
        service.start()
        self.browser.wait_for_text("#link", "Live")
        self.assertEqual(self.browser.text("#trouble"), "")
        service.kill()
        service.write("password", "another password\n")
        service.start()
        self.browser.wait(lambda: self.browser.find("#password").is_displayed(), "the sign-in")

    def test_nothing_is_asked_of_anybody_else(self):
        service = self.service_of("plain")
        self.enter_well(service)
        service.v2("launch")
        self.browser.wait_for_text("#relays .pill", "Running")
        urls = self.browser.requested_urls()
        self.assertIn(service.url + "operator/page.js", urls)
        strangers = [url for url in urls
                     if not url.startswith((service.url + "operator/", "data:"))]
        self.assertEqual(strangers, [service.url])
        # Neither has the policy had anything to forbid, nor a script anything to regret.
        self.assertEqual([words for words in self.browser.complaints() if "401" not in words], [])

    def test_words_of_others_stay_words(self):
        service = self.service_of("plain")
        service.stop()
        hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title=1</script>"
        with sqlite3.connect(service.folder / "relay.db") as store:
            store.execute("insert into relay_presence (id, role, seen, peer, attached) "
                          "values (?, 'forward', ?, ?, 0)",
                          (hostile, int(time.time() * 1000), hostile))
            store.execute("insert into relay_event (at, id, who, peer, what) values (?, ?, ?, ?, ?)",
                          (int(time.time() * 1000), hostile, hostile, hostile, hostile))
        service.start()
        self.enter_well(service)
        self.browser.wait_for_text("#endpoints", hostile)
        self.browser.wait_for_text("#events", hostile)
        self.assertEqual(self.browser.find_all("#status img, #status script"), [])
        self.assertEqual(self.browser.driver.title, "Relay")
        self.assertEqual([words for words in self.browser.complaints() if "401" not in words], [])

    def test_phone_shows_everything_in_its_width(self):
        service = self.service_of("plain")
        self.browser.resize(360, 740)
        self.enter_well(service)
        name = "x" * 64
        service.v2("wait", name, "forward")
        service.v2("launch", name)
        self.browser.wait_for_text("#relays .pill", "Running")
        self.assertEqual(self.browser.script(
            "return [...document.querySelectorAll('#status :not(thead, thead *)')]"
            ".filter(e => e.getBoundingClientRect().right > innerWidth)"
            ".map(e => e.outerHTML)"), [])

    def test_many_endpoints_can_be_filtered(self):
        service = self.service_of("plain")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: service.v2("wait", f"machine-{n}", "forward"), range(20)))
        self.enter_well(service)
        self.browser.wait_for_text("#machine-count", "20 of 20")
        self.browser.find("#filter").send_keys("E-1")
        self.browser.wait(lambda: len(self.browser.find_all("#endpoints tr")) == 11, "the filter")
        service.v2("wait", "machine-21", "forward")
        self.browser.wait_for_text("#machine-count", "21 of 21")
        self.assertEqual(len(self.browser.find_all("#endpoints tr")), 11)


class Picture(InChromium):
    """What docs/relay-operator.md shows."""

    def ask_from(self, service, peer, command, endpoint, role="connect", **members):
        body = json.dumps(members).encode()
        _, header = service.sign(command, endpoint, role, body)
        status, _, _ = service.ask("POST", "/v2/" + command, body,
                                   {"Authorization": header, "X-Forwarded-For": peer})
        self.assertEqual(status, 200)

    @staticmethod
    def let_pass(service, minutes):
        """The service finds that so much time has gone by."""
        with sqlite3.connect(service.folder / "relay.db") as store:
            for table, column in (("relay_event", "at"), ("relay_presence", "seen"),
                                  ("relay_state", "launched_at"), ("relay_state", "wanted_at"),
                                  ("relay_state", "last_used")):
                store.execute(f"update {table} set {column} = {column} - ? where {column} > 0",
                              (minutes * 60_000,))

    def test_page_in_both_colours_and_widths(self):
        service = self.service_of("proxied", service='trusted_proxies = ["127.0.0.1"]')
        self.ask_from(service, "198.51.100.61", "wait", "garden-camera", "forward")
        self.ask_from(service, "203.0.113.80", "launch", "nas-basement")
        service.wait_for("running", "nas-basement", "forward")
        self.ask_from(service, "203.0.113.80", "terminate", "nas-basement")
        service.wait_for("none", "nas-basement", "forward")
        service.stop()
        self.let_pass(service, 170)
        service.start()
        self.ask_from(service, "198.51.100.9", "wait", "studio-mac", "forward")
        self.ask_from(service, "203.0.113.7", "launch", "studio-mac")
        service.wait_for("running", "studio-mac")
        service.stop()
        self.let_pass(service, 4)
        service.start()
        for name, peer in (("studio-mac", "198.51.100.9"), ("build-box", "198.51.100.23"),
                           ("nas-basement", "198.51.100.40")):
            self.ask_from(service, peer, "wait", name, "forward")
        self.ask_from(service, "203.0.113.7", "wait", "studio-mac", attached=True)
        self.cloud.faults(vm_pending_ms=3_600_000)
        self.ask_from(service, "192.0.2.44", "launch", "build-box")
        self.enter_well(service)
        self.browser.wait_for_text("#relays .step", "waiting for i-")
        self.assertIn("by 203.0.113.7", self.browser.text("#relays article"))
        self.browser.script("document.activeElement.blur()")
        folder = pathlib.Path(os.environ.get("CLOUDX_SCREENSHOTS", self.folder))
        backgrounds = set()
        for name, colours, width in (("relay-status-page", "light", 1200),
                                     ("relay-status-page-dark", "dark", 1200),
                                     ("relay-status-page-phone", "light", 390)):
            self.browser.colours(colours)
            self.browser.resize(width, 400)
            self.browser.resize(width, self.browser.script(
                "return document.documentElement.scrollHeight"))
            self.browser.screenshot(folder / f"{name}.png")
            backgrounds.add(self.browser.script(
                "return getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(backgrounds), 2)


if __name__ == "__main__":
    harness.main()
