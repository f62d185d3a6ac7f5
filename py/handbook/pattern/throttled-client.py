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
            elapsed = time.monotonic() - self.counted_at
            earned = elapsed * self.rate_limit
            self.tokens = min(self.rate_limit, self.tokens + earned)
            if self.tokens < 1:
                wait = (1 - self.tokens) / self.rate_limit
                # Up to the next 0.05 s: late is fine, early is not.
                wait = math.ceil(round(wait, 6) * 20) / 20
                print(f"Rate limit hit, waiting {wait:.2f}s")
                await asyncio.sleep(wait)
                self.tokens = 1
            self.tokens -= 1
            self.counted_at = time.monotonic()

    @asynccontextmanager
    async def request(self, url):
        await self.take_token()
        print(f"Making request to {url}")
        # A real client opens a connection here ...
        yield [f"Item {i}" for i in (1, 2, 3)]
        # ... and closes it here.

    async def stream_paginated_results(self, path, total_pages):
        for page in range(1, total_pages + 1):
            async with self.request(f"{path}?page={page}") as items:
                for item in items:
                    yield item, page


async def main():
    client = ThrottledAPIClient(rate_limit=2)
    async for item, page in client.stream_paginated_results(
        "/api/products", total_pages=6
    ):
        print(f"Processing {item} from page {page}")


asyncio.run(main())
