#!/usr/bin/env python3
"""Cloudflare's load balancer pools as its API documents them: envelope, paging, errors, PATCH that replaces the origins.

As a program: cloudflare_standin.py ADDRESS PORT TOKEN; it holds one pool, run-nodes. GET /pools/run-nodes shows it.
"""

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = re.compile(r"^/client/v4/accounts/(?P<account>[^/]+)/load_balancers/pools(?:/(?P<pool>[^/?]+))?(?:\?page=(?P<page>\d+)&per_page=(?P<size>\d+))?$")


class CloudflareStandIn:
    def __init__(self, pools, token="good-token", account="acc", address="127.0.0.1", port=0):
        self.pools, self.token, self.account = pools, token, account
        self.failures, self.calls = [], []
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                standin.handle(self, None)

            def do_PATCH(self):
                standin.handle(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer((address, port), Handler)
        self.api = f"http://{address}:{self.server.server_address[1]}/client/v4"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def handle(self, request, body):
        self.calls.append(request.command)
        if request.path == "/pools/run-nodes":
            return answer(request, 200, result=next(p for p in self.pools if p["name"] == "run-nodes"))
        if self.failures:
            status, headers, errors = self.failures.pop(0)
            return answer(request, status, headers=headers, errors=errors)
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return answer(request, 403, errors=[{"code": 10000, "message": "Authentication error"}])
        found = PATH.match(request.path)
        if not found or found["account"] != self.account:
            return answer(request, 404, errors=[{"code": 7003, "message": "Could not route to the request, perhaps your object identifier is invalid?"}])
        return self.list(request, found) if body is None else self.patch(request, found["pool"], body)

    def list(self, request, found):
        page, size = int(found["page"] or 1), min(int(found["size"] or 25), 2 if len(self.pools) > 2 else 50)
        shown = self.pools[(page - 1) * size:page * size]
        pages = -(-len(self.pools) // size)
        info = {"page": page, "per_page": size, "count": len(shown), "total_count": len(self.pools), "total_pages": pages}
        return answer(request, 200, result=shown, result_info=info)

    def patch(self, request, pool_id, body):
        pool = next((p for p in self.pools if p["id"] == pool_id), None)
        if pool is None:
            return answer(request, 404, errors=[{"code": 1001, "message": "pool not found"}])
        names = [o["name"] for o in body.get("origins", [])]
        if not names or len(set(names)) != len(names):
            return answer(request, 400, errors=[{"code": 1002, "message": "origins: validation failed"}])
        pool.update(body)
        return answer(request, 200, result=pool)


def answer(request, status, result=None, errors=(), headers=None, **more):
    body = json.dumps({"success": status < 400, "errors": list(errors), "messages": [], "result": result, **more}).encode()
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def pool(name, *origins, pool_id=None):
    return {"id": pool_id or f"id-{name}", "name": name, "enabled": True, "minimum_origins": 1, "monitor": "m1",
            "origin_steering": {"policy": "random"}, "origins": list(origins)}


if __name__ == "__main__":
    address, port, token = sys.argv[1:]
    CloudflareStandIn([pool("run-nodes")], token=token, address=address, port=int(port)).server.serve_forever()
