import asyncio
import time


def download(number):
    print(f"download {number} starts")
    time.sleep(1)  # the whole program stands still


async def async_download(number):
    print(f"async download {number} starts")
    await asyncio.sleep(1)  # only this download stands still


async def main():
    await asyncio.gather(
        async_download(1),
        async_download(2),
        async_download(3),
    )


start = time.perf_counter()
for number in (1, 2, 3):
    download(number)
seconds = round(time.perf_counter() - start)
print(f"One after the other: {seconds} s")

start = time.perf_counter()
asyncio.run(main())
seconds = round(time.perf_counter() - start)
print(f"Together: {seconds} s")
