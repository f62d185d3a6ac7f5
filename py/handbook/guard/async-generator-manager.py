import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def async_resource_generator():
    await asyncio.sleep(0.1)
    resource = {"status": "active"}
    try:
        yield resource
    finally:
        await asyncio.sleep(0.1)
        resource["status"] = "closed"


async def main():
    async with async_resource_generator() as resource:
        print(f"Inside: {resource['status']}")
    print(f"After: {resource['status']}")


asyncio.run(main())
