"""The standard library's own asyncio tests, run on the kernel (``make conformance``)."""
