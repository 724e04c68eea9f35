"""A notebook as an MCP server of somebody else, on the official Python SDK: server.py PORT FILE.

Knows nothing of Countersign. Each tool call that reaches it is a line in FILE.
"""

import os
import sys
from typing import TypedDict

from mcp.server.mcpserver import MCPServer

PORT = int(sys.argv[1])
RECEIVED = sys.argv[2]

server = MCPServer("notebook")
notes: list[str] = ["Buy paper"]


class Notes(TypedDict):
    count: int
    notes: list[str]


class Note(TypedDict):
    number: int
    text: str


def received(line: str) -> None:
    with open(RECEIVED, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


@server.tool()
def read_notes() -> Notes:
    """All notes, oldest first."""
    received("read_notes")
    return Notes(count=len(notes), notes=list(notes))


@server.tool()
def add_note(text: str) -> Note:
    """Writes a note. Twice the same text is two notes."""
    received("add_note " + text)
    notes.append(text)
    return Note(number=len(notes), text=text)


@server.tool()
def erase_notes() -> Notes:
    """Erases everything."""
    received("erase_notes")
    notes.clear()
    return Notes(count=0, notes=[])


if __name__ == "__main__":
    server.run("streamable-http", host="127.0.0.1", port=PORT)
