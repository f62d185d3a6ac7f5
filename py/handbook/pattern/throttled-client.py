import asyncio
import math
import time
from contextlib import asynccontextmanager


class ThrottledAPIClient:
    def __init__(self, rate_limit):
        self.rate_limit = rate_limit
        self.tokens = rate_limit  # a full bucket: one burst is free
        self.counted_at = time.monotonic()
        self.lock = asyncio.Lock()

    async def take_token(self):
        async with self.lock:  # only one task at a time may count
            now = time.monotonic()
            earned = (now - self.counted_at) * self.rate_limit
            self.tokens = min(self.rate_limit, self.tokens + earned)
            self.counted_at = now  # before the pause: a cancel may end it
            if self.tokens < 1:
                wait = (1 - self.tokens) / self.rate_limit
                # Up to the next 0.05 s: late is fine, early is not.
                wait = math.ceil(round(wait, 6) * 20) / 20
                print(f"Rate limit hit, waiting {wait:.2f}s")
                await asyncio.sleep(wait)
                self.tokens = 1
                self.counted_at = time.monotonic()
            self.tokens -= 1

    @asynccontextmanager
    async def request(self, url):
        await self.take_token()
        print(f"Making request to {url}")
        # A real client has an "async with" of its own around the yield.
        yield [f"Item {i}" for i in (1, 2, 3)]

    async def stream_paginated_results(self, path, total_pages):
        for page in range(1, total_pages + 1):
            async with self.request(f"{path}?page={page}") as answer:
                items = list(answer)
            # The request is over before anybody sees an item.
            for item in items:
                yield item, page


async def main():
    client = ThrottledAPIClient(rate_limit=2)
    async for item, page in client.stream_paginated_results(
        "/api/products", total_pages=6
    ):
        print(f"Processing {item} from page {page}")


asyncio.run(main())
