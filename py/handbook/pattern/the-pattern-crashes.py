import asyncio


class SetupSession:
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
        # No `return True` here: the error goes on to the caller.


async def run_agent():
    print("   [Stream] Agent Thinking...")
    yield "Hello"
    await asyncio.sleep(0.1)
    yield "Human"
    yield "!"


async def main():
    try:
        async with SetupSession() as session:
            print(f"   [Logic] Session Active: {session.session_id}")
            async for token in run_agent():
                print(f"   [Received]: {token}")
                raise ValueError(f"Cannot display {token!r}")
    except ValueError as error:
        print(f"[Main] Caught ValueError: {error}")


asyncio.run(main())
