#!/usr/bin/env python3
"""cloudflare-pool against a local stand-in: python3 -m unittest discover infra/ansible/tests"""

import copy
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import subprocess
import unittest

from cloudflare_standin import CloudflareStandIn, pool

SCRIPT = pathlib.Path(__file__).parent.parent / "roles/cloudflare_pool/files/cloudflare-pool"
loader = importlib.machinery.SourceFileLoader("cloudflare_pool", str(SCRIPT))
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("cloudflare_pool", loader))
loader.exec_module(module)

RUN_1 = {"name": "run-1", "address": "203.0.113.5", "enabled": True, "weight": 0.4, "header": {"Host": ["ml.ink"]}}
RUN_2 = {"name": "run-2", "address": "203.0.113.6", "enabled": True, "weight": 1}


def run(standin, wanted, origin, *more, token="good-token"):
    command = [str(SCRIPT), wanted, f"--api={standin.api}", "--account=acc", "--pool=run-nodes", f"--origin={origin}", *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "CLOUDFLARE_API_TOKEN": token})


class CloudflarePoolTests(unittest.TestCase):
    def standin(self, *origins, before=()):
        standin = CloudflareStandIn([*before, pool("run-nodes", *copy.deepcopy(origins))])
        self.enterContext(standin)
        return standin

    def origins(self, standin):
        return next(p for p in standin.pools if p["name"] == "run-nodes")["origins"]

    def test_present_adds_and_leaves_the_others_as_they_are(self):
        standin = self.standin(RUN_1)
        done = run(standin, "present", "run-2=203.0.113.6")
        self.assertTrue(json.loads(done.stdout)["changed"])
        self.assertEqual(self.origins(standin), [RUN_1, RUN_2])

    def test_present_twice_changes_nothing_and_writes_nothing(self):
        standin = self.standin(RUN_1, RUN_2)
        done = run(standin, "present", "run-2=203.0.113.6")
        self.assertFalse(json.loads(done.stdout)["changed"])
        self.assertEqual(standin.calls, ["GET"])

    def test_present_mends_the_address_and_keeps_weight_and_header(self):
        standin = self.standin(RUN_1)
        run(standin, "present", "run-1=203.0.113.50")
        self.assertEqual(self.origins(standin), [{**RUN_1, "address": "203.0.113.50"}])

    def test_disabled_then_absent_takes_the_origin_out(self):
        standin = self.standin(RUN_1, RUN_2)
        run(standin, "disabled", "run-2=203.0.113.6")
        self.assertEqual([o["enabled"] for o in self.origins(standin)], [True, False])
        run(standin, "absent", "run-2=203.0.113.6")
        self.assertEqual(self.origins(standin), [RUN_1])

    def test_disabled_of_one_that_is_not_there_adds_nothing(self):
        standin = self.standin(RUN_1)
        self.assertFalse(json.loads(run(standin, "disabled", "run-9=203.0.113.9").stdout)["changed"])

    def test_the_last_enabled_origin_stays(self):
        for wanted in ("disabled", "absent"):
            standin = self.standin(RUN_1, {**RUN_2, "enabled": False})
            done = run(standin, wanted, "run-1=203.0.113.5")
            self.assertEqual(done.returncode, 1)
            self.assertIn("add another run node first", done.stderr)
            self.assertEqual(standin.calls, ["GET"])

    def test_check_says_what_would_change_and_changes_nothing(self):
        standin = self.standin(RUN_1)
        self.assertTrue(json.loads(run(standin, "present", "run-2=203.0.113.6", "--check").stdout)["changed"])
        self.assertEqual(self.origins(standin), [RUN_1])

    def test_the_pool_is_found_on_a_later_page(self):
        standin = self.standin(RUN_1, before=[pool(f"other-{i}", RUN_1) for i in range(5)])
        self.assertEqual(run(standin, "present", "run-2=203.0.113.6").returncode, 0)
        self.assertEqual(self.origins(standin), [RUN_1, RUN_2])
        self.assertTrue(all(p["origins"] == [RUN_1] for p in standin.pools[:-1]))

    def test_a_pool_that_is_not_there_is_named(self):
        with CloudflareStandIn([pool("another", RUN_1)]) as standin:
            done = run(standin, "present", "run-2=203.0.113.6")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("no pool run-nodes", done.stderr)

    def test_a_refused_token_names_the_permission_and_not_the_token(self):
        done = run(self.standin(RUN_1), "present", "run-2=203.0.113.6", token="wrong-token")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Authentication error (code 10000)", done.stderr)
        self.assertIn("Monitors and Pools", done.stderr)
        self.assertNotIn("wrong-token", done.stderr + done.stdout)

    def test_busy_and_broken_answers_are_tried_again_after_the_pause_asked_for(self):
        standin = self.standin(RUN_1)
        standin.failures = [(429, {"Retry-After": "7"}, [{"code": 971, "message": "rate limited"}]), (502, {}, [])]
        pauses = []
        cloudflare = module.Cloudflare(standin.api, "acc", "good-token", pauses.append)
        self.assertEqual(module.converge(cloudflare, "run-nodes", "present", "run-2", "203.0.113.6")[0], True)
        self.assertEqual(pauses, [7, 2])

    def test_it_gives_up_after_five_attempts(self):
        standin = self.standin(RUN_1)
        standin.failures = [(503, {}, [])] * 5
        cloudflare = module.Cloudflare(standin.api, "acc", "good-token", lambda _: None)
        with self.assertRaisesRegex(module.PoolError, "answered GET with 503"):
            module.converge(cloudflare, "run-nodes", "present", "run-2", "203.0.113.6")
        self.assertEqual(len(standin.calls), 5)

    def test_an_answer_that_is_no_json_is_an_error_not_a_crash(self):
        self.assertEqual(module.Cloudflare._decode(b"<html>")["success"], False)


if __name__ == "__main__":
    unittest.main()
