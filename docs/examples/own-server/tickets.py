"""A small MCP server with two tools, on the official Python SDK. Everything lives in memory."""

import os
from typing import Literal

from pydantic import BaseModel

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("tickets")

Priority = Literal["low", "normal", "high"]


class Ticket(BaseModel):
    ticket_id: str
    subject: str
    priority: Priority
    version: int


TICKETS = {
    "t-1": Ticket(ticket_id="t-1", subject="Invoice was sent twice", priority="normal", version=1),
    "t-2": Ticket(ticket_id="t-2", subject="Cannot sign in", priority="low", version=1),
}


def find(ticket_id: str) -> Ticket:
    if ticket_id not in TICKETS:
        raise ToolError(f"There is no ticket {ticket_id}.")
    return TICKETS[ticket_id]


@server.tool()
def get_ticket(ticket_id: str) -> Ticket:
    """One ticket with its priority."""
    return find(ticket_id)


@server.tool()
def set_priority(ticket_id: str, priority: Priority) -> Ticket:
    """Sets the priority of a ticket."""
    ticket = find(ticket_id)
    ticket.priority = priority
    ticket.version += 1
    print(f"{ticket_id} is now {priority}, version {ticket.version}", flush=True)
    return ticket


if __name__ == "__main__":
    server.run("streamable-http", host="127.0.0.1", port=int(os.environ.get("TICKETS_PORT", "8765")))
