"""The beginning of every program of the harness: unpacks the suite and hands over to it.

The harness sends this file's text with a call of `start` below it: a program is one text.
"""

import base64
import io
import sys
import tempfile
import zipfile


def start(archive: str, request: str) -> None:
    """Unpack ``archive`` (a zip in base64), then do what ``request`` (JSON) says."""
    folder = tempfile.mkdtemp(prefix="conformance")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(archive))) as files:
        files.extractall(folder)
    sys.path.insert(0, folder)
    from tests.conformance.guest.run import run

    run(request)
