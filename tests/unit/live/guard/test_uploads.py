"""Files on their way to the server: how many, how large, and which earlier ones go for them."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import cast

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from nnviz.live.guard import uploads as room
from nnviz.live.guard.uploads import MOST_COMING, MOST_FILES, READ_AFTER, BoundedUploads, Files

MB = 1 << 20


@dataclass
class Server:
    """Streamlit behind the guard; files lie as it keeps them, and their content is not needed."""

    def __post_init__(self) -> None:
        self.now = 1000.0
        self.files = MemoryUploadedFileManager("/_stcore/upload_file")
        self.guard = BoundedUploads(
            self._streamlit, lambda: cast("Files", self.files), lambda: self.now
        )
        self.read = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def _streamlit(self, scope, _receive, send):
        await self.gate.wait()
        self.read += 1
        *_, session, file = scope["path"].split("/")
        if scope["method"] == "PUT":
            length = int(dict(scope["headers"])[b"content-length"])
            record = UploadedFileRec(file, "a.csv", "text/csv", Sized(length))
            self.files.add_file(session, record)
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def put(self, session: str, file: str, length: int | None = 19 * MB, method="PUT") -> int:
        """Upload a file and return the status."""
        statuses = []

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        async def receive():
            raise AssertionError("nothing is read before it is known to fit")

        headers = [] if length is None else [(b"content-length", str(length).encode())]
        path = f"/_stcore/upload_file/{session}/{file}"
        scope = {"type": "http", "method": method, "path": path, "headers": headers}
        await self.guard(scope, receive, send)
        return statuses[0]

    def kept(self, session: str) -> list[str]:
        return list(self.files.file_storage.get(session, {}))


class Sized(bytes):
    """Bytes that are as many as they say without being there."""

    length: int

    def __new__(cls, length: int):
        made = super().__new__(cls)
        made.length = length
        return made

    def __len__(self) -> int:
        return self.length


def run(story):
    return asyncio.run(story(Server()))


def test_of_many_files_from_one_page_the_newest_few_are_kept():
    async def story(server):
        for number in range(60):
            assert await server.put("one", f"f{number}") == 204
        assert server.kept("one") == ["f57", "f58", "f59"]
        assert len(server.kept("one")) == MOST_FILES

    run(story)


def test_bytes_of_one_page_are_bounded_too():
    async def story(server):
        for number in range(5):
            await server.put("one", f"f{number}", 25 * MB)
        assert server.kept("one") == ["f3", "f4"]

    run(story)


def test_many_at_once_from_one_page_are_refused_unread():
    async def story(server):
        server.gate.clear()
        first = [asyncio.create_task(server.put("one", f"f{n}")) for n in range(MOST_COMING)]
        await asyncio.sleep(0)
        refused = await asyncio.gather(*(server.put("one", f"more{n}") for n in range(20)))
        assert refused == [429] * 20
        server.gate.set()
        assert await asyncio.gather(*first) == [204] * MOST_COMING
        assert server.read == MOST_COMING
        assert await server.put("one", "later") == 204

    run(story)


def test_all_visitors_together_are_bounded_and_what_was_read_makes_room():
    async def story(server):
        for visitor in range(15):
            assert await server.put(f"v{visitor}", "f", 20 * MB) == 204
        assert await server.put("next", "f", 20 * MB) == 503
        assert server.kept("v0") == ["f"]
        server.now += READ_AFTER
        assert await server.put("next", "f", 20 * MB) == 204
        assert (server.kept("v0"), server.kept("v1"), server.kept("next")) == ([], ["f"], ["f"])

    run(story)


def test_what_is_on_its_way_counts_for_all():
    async def story(server):
        server.gate.clear()
        coming = [asyncio.create_task(server.put(f"v{n}", "f", 20 * MB)) for n in range(15)]
        await asyncio.sleep(0)
        assert await server.put("next", "f", 20 * MB) == 503
        server.gate.set()
        assert await asyncio.gather(*coming) == [204] * 15

    run(story)


@pytest.mark.parametrize("length", [None, -1])
def test_a_length_has_to_be_said(length):
    async def story(server):
        assert await server.put("one", "f", length) == 411
        assert server.read == 0

    run(story)


def test_a_file_that_is_taken_back_and_other_requests_pass():
    async def story(server):
        assert await server.put("one", "f", None, method="DELETE") == 204

    run(story)


def test_streamlit_still_keeps_uploads_where_they_are_counted():
    assert room.streamlits_files() is None
    assert hasattr(Runtime, "uploaded_file_mgr")
    assert isinstance(MemoryUploadedFileManager("").file_storage, defaultdict)
