#!/usr/bin/env python3
"""tenant-guardrails against a kubectl that answers from files."""

import importlib.machinery
import importlib.util
import json
import pathlib
import unittest

SCRIPT = pathlib.Path(__file__).parent.parent / "roles/tenant_guardrails/files/tenant-guardrails"
loader = importlib.machinery.SourceFileLoader("tenant_guardrails", str(SCRIPT))
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tenant_guardrails", loader))
loader.exec_module(module)

SETTINGS = {"selector": "deploy-mcp/tenant", "quota": {"pods": "200", "limits.cpu": "40"}}


class Cluster:
    """Takes kubectl's place: lists answer from memory, apply writes into it."""

    def __init__(self, namespaces, pod_ranges):
        self.objects = {}
        self.applied = []
        self.lists = {
            "namespaces": [{"metadata": {"name": n}, "status": {"phase": phase}} for n, phase in namespaces.items()],
            "nodes": [{"spec": {"podCIDR": r} if r else {}} for r in pod_ranges],
        }

    def kubectl(self, verb, *arguments, stdin=None):
        if verb == "apply":
            self.applied = json.loads(stdin)["items"]
            for o in self.applied:
                self.objects[(o["kind"], o["metadata"]["namespace"], o["metadata"]["name"])] = o
            return ""
        kinds = {"resourcequotas": "ResourceQuota", "networkpolicies": "NetworkPolicy", "configmaps": "ConfigMap"}
        kind = kinds.get(arguments[0])
        return json.dumps({"items": [o for k, o in self.objects.items() if k[0] == kind] if kind else self.lists[arguments[0]]})


class TenantGuardrailsTests(unittest.TestCase):
    def reconcile(self, cluster):
        module.kubectl = cluster.kubectl
        return module.reconcile(SETTINGS)

    def test_each_tenant_gets_its_quota_and_the_ingress_policy(self):
        cluster = Cluster({"t-a": "Active", "t-b": "Active"}, ["10.42.5.0/24", "10.42.3.0/24"])
        self.reconcile(cluster)
        for namespace in ("t-a", "t-b"):
            self.assertEqual(cluster.objects["ResourceQuota", namespace, "tenant-quota"]["spec"]["hard"], SETTINGS["quota"])
            policy = cluster.objects["NetworkPolicy", namespace, "allow-ingress-controller"]["spec"]
            self.assertEqual([p["ipBlock"]["cidr"] for p in policy["ingress"][0]["from"]], ["10.42.3.0/32", "10.42.5.0/32"])
        self.assertEqual(cluster.objects["ConfigMap", "dp-system", "ingress-sources"]["data"]["cidrs"], "10.42.3.0/32,10.42.5.0/32")

    def test_a_second_run_writes_nothing(self):
        cluster = Cluster({"t-a": "Active"}, ["10.42.3.0/24"])
        self.reconcile(cluster)
        cluster.applied = []
        self.assertEqual(self.reconcile(cluster), [])
        self.assertEqual(cluster.applied, [])

    def test_a_quota_that_someone_raised_is_put_back_and_nothing_else_written(self):
        cluster = Cluster({"t-a": "Active", "t-b": "Active"}, ["10.42.3.0/24"])
        self.reconcile(cluster)
        cluster.objects["ResourceQuota", "t-b", "tenant-quota"]["spec"] = {"hard": {"pods": "9000"}}
        changed = self.reconcile(cluster)
        self.assertEqual([(o["kind"], o["metadata"]["namespace"]) for o in changed], [("ResourceQuota", "t-b")])

    def test_a_new_run_node_is_let_into_every_tenant(self):
        cluster = Cluster({"t-a": "Active"}, ["10.42.3.0/24"])
        self.reconcile(cluster)
        cluster.lists["nodes"].append({"spec": {"podCIDR": "10.42.9.0/24"}})
        written = sorted((o["kind"], o["metadata"]["namespace"]) for o in self.reconcile(cluster))
        self.assertEqual(written, [("ConfigMap", "dp-system"), ("NetworkPolicy", "dp-system"), ("NetworkPolicy", "t-a")])

    def test_the_platforms_own_pods_are_served_only_where_labelled(self):
        cluster = Cluster({}, ["10.42.3.0/24"])
        self.reconcile(cluster)
        policy = cluster.objects["NetworkPolicy", "dp-system", "allow-ingress-controller"]["spec"]
        self.assertEqual(policy["podSelector"], {"matchLabels": {"deploy-mcp/ingress": "allowed"}})

    def test_a_namespace_that_goes_away_is_left_alone(self):
        cluster = Cluster({"t-a": "Terminating"}, ["10.42.3.0/24"])
        self.assertEqual({o["metadata"]["namespace"] for o in self.reconcile(cluster)}, {"dp-system"})

    def test_without_run_nodes_no_policy_lets_everyone_in(self):
        cluster = Cluster({"t-a": "Active"}, [None])
        self.assertEqual(sorted(o["kind"] for o in self.reconcile(cluster)), ["ConfigMap", "ResourceQuota"])


if __name__ == "__main__":
    unittest.main()
