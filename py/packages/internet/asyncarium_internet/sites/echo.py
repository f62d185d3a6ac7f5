"""``echo.example.com``: says what it was sent."""

from asyncarium_internet.http.answer import Answer, json_answer
from asyncarium_internet.http.request import Request


class EchoSite:
    """`Site` of echo.example.com: takes any method and any path."""

    reliable: frozenset[str] = frozenset()

    def answer(self, request: Request) -> Answer:
        return json_answer(
            {
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "headers": request.headers,
                "body": request.body.decode("utf-8", "replace"),
            }
        )
