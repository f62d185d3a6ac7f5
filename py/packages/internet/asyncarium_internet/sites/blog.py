"""``example.com``: a front page that lists what there is, and a blog to read by program."""

import base64
from html import escape

from asyncarium_internet.http.answer import Answer, page
from asyncarium_internet.http.request import Request

POSTS = {
    "the-first-await": (
        "The first await",
        "A coroutine runs until it has to wait, and then somebody else has a turn.",
    ),
    "what-the-loop-does": (
        "What the loop does all day",
        "It takes the next thing that is ready, runs it to its next await, and looks again.",
    ),
    "a-queue-between": (
        "A queue between two tasks",
        "One puts, the other gets, and a full queue makes the faster of them wait.",
    ),
    "who-cancelled-whom": (
        "Who cancelled whom?",
        "A cancellation travels inwards through every await, and an error travels outwards.",
    ),
    "locks-are-for-waiting": (
        "Locks are for waiting",
        "Between two awaits nobody else runs: a lock is only needed where you wait inside.",
    ),
    "the-lost-draft": ("The lost draft", ""),
}
"""Address, title, description. The last one is linked to, and not there."""

PAGES = (
    ("the-first-await", "what-the-loop-does", "a-queue-between"),
    ("who-cancelled-whom", "the-lost-draft", "locks-are-for-waiting"),
    (),
)
"""What each page of the blog lists."""

BROKEN = "the-lost-draft"

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""One pixel."""

WHAT_THERE_IS = (
    (
        "https://example.com/blog",
        "a blog of three pages (?page=2): one link is broken, one page is empty",
    ),
    ("https://example.com/photo.png", "a picture, where a program may expect a page"),
    ("https://api.example.com/products", "products as JSON, page by page (?page=2)"),
    ("https://api.example.com/products/3", "one of them"),
    ("https://api.example.com/slow?seconds=2", "an answer that takes its time"),
    ("https://api.example.com/flaky", "fails more often than not; try again"),
    ("https://api.example.com/limited", "two requests a second; 429 beyond"),
    ("https://api.example.com/redirect-loop", "leads to itself"),
    ("https://api.example.com/broken.json", "JSON that ends too early"),
    ("https://api.example.com/status/418", "any status"),
    ("https://api.example.com/requests", "the requests of this run, as the servers saw them"),
    ("https://echo.example.com/", "says what you sent; port 7 sends bytes back"),
    (
        "https://ai.example.com/v1/chat/completions",
        "POST a chat; &quot;stream&quot;: true gives it word by word",
    ),
    ("https://ai.example.com/v1/stream?prompt=hi", "the same as a plain GET"),
)
"""Addresses, and what is there."""


class BlogSite:
    """`Site` of example.com."""

    reliable: frozenset[str] = frozenset()

    def answer(self, request: Request) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return Answer(405, b"This page can only be read.\n", headers={"Allow": "GET, HEAD"})
        path = request.path.rstrip("/") or "/"
        if path == "/":
            return _front_page()
        if path == "/blog":
            return _blog_page(request.query.get("page", "1"))
        if path == "/photo.png":
            return Answer(200, PICTURE, "image/png")
        slug = path.removeprefix("/blog/")
        if path != slug and slug in POSTS and slug != BROKEN:
            return _post(slug)
        return page(
            "Not found",
            f"<h1>404</h1>\n<p>There is no {escape(path)} here. "
            '<a href="https://example.com/">What there is</a></p>',
            404,
        )


def _front_page() -> Answer:
    items = "\n".join(
        f'<li><a href="{address}">{address}</a>: {what}</li>' for address, what in WHAT_THERE_IS
    )
    return page(
        "The practice internet",
        "<h1>The practice internet</h1>\n"
        "<p>It is inside this tab. Every program can use it, and nothing leaves your browser.</p>\n"
        f"<ul>\n{items}\n</ul>",
    )


def _blog_page(number: str) -> Answer:
    if not number.isdecimal() or not 1 <= int(number) <= len(PAGES):
        return page("Not found", f"<h1>404</h1>\n<p>There is no page {escape(number)}.</p>", 404)
    at = int(number)
    items = "\n".join(
        f'<article class="item">\n<h2 class="title"><a href="/blog/{slug}">{escape(POSTS[slug][0])}'
        "</a></h2>\n</article>"
        for slug in PAGES[at - 1]
    )
    more = f'<a class="next" href="/blog?page={at + 1}">Older</a>' if at < len(PAGES) else ""
    body = items or "<p>Nothing has been written here yet.</p>"
    return page(f"Blog, page {at}", f"<h1>Blog</h1>\n{body}\n<nav>{more}</nav>")


def _post(slug: str) -> Answer:
    title, description = (escape(text) for text in POSTS[slug])
    return page(
        title,
        f'<article>\n<h1 class="title">{title}</h1>\n<p class="description">{description}</p>\n'
        '<p><a href="/blog">All posts</a></p>\n</article>',
    )
