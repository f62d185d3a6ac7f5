import asyncio


class SetupSession:
    """The guard: what it opens, it closes."""

    def __init__(self):
        print("[Init] Creating Session Object...")
        self.session_id = None

    async def __aenter__(self):
        print("[Enter] Connecting to Server...")
        await asyncio.sleep(0.1)
        self.session_id = "USER_123"
        return self

    async def __aexit__(self, exc_type, exc, traceback):
        print("[Exit] Closing Connection...")
        await asyncio.sleep(0.1)


async def run_agent():
    """The stream: hands over one token at a time and stays alive."""
    print("   [Stream] Agent Thinking...")
    yield "Hello"
    await asyncio.sleep(0.1)
    yield "Human"
    yield "!"


async def main():
    async with SetupSession() as session:
        print(f"   [Logic] Session Active: {session.session_id}")
        async for token in run_agent():
            print(f"   [Received]: {token}")


asyncio.run(main())
