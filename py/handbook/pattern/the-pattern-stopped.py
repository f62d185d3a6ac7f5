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
        print(f"[Exit] Saw {exc!r}")
        print("[Exit] Closing Connection...")
        await asyncio.sleep(0.1)


async def run_agent():
    print("   [Stream] Agent Thinking...")
    yield "Hello"
    await asyncio.sleep(2)  # the cancellation arrives here
    yield "Human"
    yield "!"


async def chat():
    async with SetupSession() as session:
        print(f"   [Logic] Session Active: {session.session_id}")
        async for token in run_agent():
            print(f"   [Received]: {token}")


async def main():
    task = asyncio.create_task(chat())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("[Main] The task was cancelled")


asyncio.run(main())
