import asyncio
from contextlib import asynccontextmanager
from urllib.parse import urljoin

import aiohttp
from bs4 import BeautifulSoup


class RateLimitedScraper:
    def __init__(self, rate_limit):
        self.interval = 1 / rate_limit
        self.asked = False
        self.lock = asyncio.Lock()

    async def __aenter__(self):
        self.session = aiohttp.ClientSession(raise_for_status=True)
        return self

    async def __aexit__(self, *exc_info):
        await self.session.close()

    async def wait_for_turn(self):
        async with self.lock:  # one at a time, in the order of asking
            if self.asked:
                # A pause before each but the first: never too fast.
                print(f"Rate limiting: waiting {self.interval:.2f}s")
                await asyncio.sleep(self.interval)
            self.asked = True

    @asynccontextmanager
    async def fetch(self, url):
        await self.wait_for_turn()
        print(f"Fetching {url}")
        async with self.session.get(url) as response:
            yield BeautifulSoup(await response.text(), "html.parser")

    async def scrape(self, url, pages):
        for number in range(1, pages + 1):
            async with self.fetch(f"{url}?page={number}") as page:
                items = page.select(".item")
            if not items:
                print(f"No items on page {number}")
            for item in items:
                link = urljoin(url, item.select_one(".title a")["href"])
                try:
                    async with self.fetch(link) as details:
                        text = details.select_one(".description").text
                except aiohttp.ClientResponseError as error:
                    print(
                        f"Failed: {error.status} {error.message} for {link}"
                    )
                else:
                    yield item.select_one(".title").text.strip(), link, text


async def main():
    async with RateLimitedScraper(rate_limit=2) as scraper:
        async for title, link, text in scraper.scrape(
            "https://example.com/blog", pages=3
        ):
            print(f"Found item: {title}")
            print(f"  {link}")
            print(f"  {text[:50]}")


asyncio.run(main())
