"""Servers as others write them, a thread for each client: the same transcript everywhere."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "http.server, urllib.request and http.client": (
        """
        import http.client, json, threading, urllib.error, urllib.parse, urllib.request
        from concurrent.futures import ThreadPoolExecutor
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                if url.path != "/hello":
                    self.send_error(404, "No such page")
                    return
                name = urllib.parse.parse_qs(url.query)["name"][0]
                self.answer({"hello": name, "agent": self.headers["User-Agent"].partition("/")[0]})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer({"sum": sum(json.loads(body)), "from": self.client_address[1]})

            def answer(self, data):
                body = json.dumps(data).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format, *args):
                log.append(format % args)

        log = []
        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            base = f"http://127.0.0.1:{server.server_port}"

            def get(name):
                with urllib.request.urlopen(f"{base}/hello?name={name}", timeout=10) as response:
                    return json.load(response)["hello"]

            with ThreadPoolExecutor(5) as pool:
                print(list(pool.map(get, "abcdefgh")))
            request = urllib.request.Request(
                f"{base}/sum", json.dumps([1, 2, 3]).encode(), {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request) as response:
                print(response.status, response.headers["Content-Type"], json.load(response)["sum"])
            try:
                urllib.request.urlopen(f"{base}/none")
            except urllib.error.HTTPError as error:
                print(error.code, error.reason, b"No such page" in error.read())

            connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
            ports = set()
            for numbers in ([1], [2, 3], list(range(10_000))):
                connection.request("POST", "/sum", body=json.dumps(numbers))
                response = connection.getresponse()
                answer = json.load(response)
                ports.add(answer["from"])
                print(response.version, response.reason, answer["sum"])
            print("connections:", len(ports))
            connection.close()
            server.shutdown()
            thread.join()
        print(len(log), log[-1])
        try:
            urllib.request.urlopen(base)
        except urllib.error.URLError as error:
            print(type(error.reason).__name__)
        """,
        [
            "['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']",
            "200 application/json 6",
            "404 No such page True",
            "11 OK 1",
            "11 OK 5",
            "11 OK 49995000",
            "connections: 1",
            '14 "POST /sum HTTP/1.1" 200 -',
            "ConnectionRefusedError",
        ],
    ),
    "socketserver with clients in threads": (
        """
        import socket, socketserver, threading

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                for line in self.rfile:
                    name = threading.current_thread().name
                    names.add(name)
                    self.wfile.write(line.upper())

        class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
            allow_reuse_address = True

        class Echo(socketserver.BaseRequestHandler):
            def handle(self):
                data, sock = self.request
                sock.sendto(data[::-1], self.client_address)

        def client(number):
            sock = socket.create_connection(server.server_address)
            with sock, sock.makefile("rw") as file:
                for n in range(3):
                    file.write(f"client {number} line {n}\\n")
                    file.flush()
                    answers.append(file.readline().strip())

        answers, names = [], set()
        with Server(("127.0.0.1", 0), Handler) as server:
            serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            serving.start()
            clients = [threading.Thread(target=client, args=(n,)) for n in range(5)]
            for thread in clients:
                thread.start()
            for thread in clients:
                thread.join()
            server.shutdown()
        print(len(answers), len(names), sorted(answers)[-1], serving.name in names)
        with socketserver.UDPServer(("127.0.0.1", 0), Echo) as server:
            server.timeout = 0.01
            with socket.socket(type=socket.SOCK_DGRAM) as sock:
                sock.sendto(b"stressed", server.server_address)
                server.handle_request()
                print(sock.recv(100), server.handle_request())
        """,
        ["15 5 CLIENT 4 LINE 2 False", "b'desserts' None"],
    ),
    "xmlrpc": (
        """
        import threading, xmlrpc.client
        from xmlrpc.server import SimpleXMLRPCServer

        def divide(a, b):
            return a / b

        with SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False, allow_none=True) as server:
            server.register_introspection_functions()
            server.register_multicall_functions()
            server.register_function(pow)
            server.register_function(divide)
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            host, port = server.server_address
            with xmlrpc.client.ServerProxy(f"http://{host}:{port}/", allow_none=True) as proxy:
                print(proxy.pow(2, 10), proxy.divide(1, 4), proxy.system.listMethods()[:2])
                try:
                    proxy.divide(1, 0)
                except xmlrpc.client.Fault as fault:
                    print(fault.faultCode, fault.faultString)
                calls = xmlrpc.client.MultiCall(proxy)
                calls.pow(3, 3)
                calls.divide(9, 2)
                print(list(calls()))
            server.shutdown()
            thread.join()
        """,
        [
            "1024 0.25 ['divide', 'pow']",
            "1 <class 'ZeroDivisionError'>:division by zero",
            "[27, 4.5]",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_others_servers(threaded_machine: Machine, name: str) -> None:
    check(threaded_machine, PROGRAMS[name])
