"""ClickHouse's engine behind its HTTP interface: GET reads, user and password in headers, parameters as `param_NAME`.

The engine is the real one, as a library; this front of it is ours and speaks the part of the protocol that Showback uses.
Prints its port and serves until its input ends.
"""

import http.server
import sys
import threading
import urllib.parse

from chdb import session

USER, PASSWORD = "reader", "read-only-password"
folder, setup = sys.argv[1], sys.argv[2]
engine = session.Session(folder)
engine.query("CREATE DATABASE IF NOT EXISTS langfuse ENGINE = Atomic")
engine.query("USE langfuse")
for statement in open(setup, encoding="utf-8").read().split(";\n"):
    if statement.strip():
        engine.query(statement)
lock = threading.Lock()


class Front(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if (self.headers.get("x-clickhouse-user"), self.headers.get("x-clickhouse-key")) != (USER, PASSWORD):
            return self.answer(403, b"Code: 516. DB::Exception: Authentication failed")
        statement = asked.pop("query", "")
        code = "\n".join(line for line in statement.splitlines() if not line.startswith("--"))
        if not code.lstrip().upper().startswith(("SELECT", "WITH")):
            return self.answer(500, b"Code: 164. DB::Exception: Cannot execute query in readonly mode")
        parameters = {name[6:]: value for name, value in asked.items() if name.startswith("param_")}
        with lock:
            for name, value in asked.items():
                if not name.startswith("param_"):
                    engine.query(f"SET {name} = {int(value)}")
            try:
                told = engine.query(statement, params=parameters).bytes()
            except Exception as error:
                return self.answer(404 if "UNKNOWN_TABLE" in str(error) else 500, str(error).encode())
        return self.answer(200, told)

    def answer(self, status, body):
        self.send_response_only(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
