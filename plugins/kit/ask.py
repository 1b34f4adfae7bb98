"""Asking another machine, once, within a time: the answer, or one sentence on why there is none."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

PIECE = 65_536


class NoAnswer(Exception):
    """`hint` is what to do; `status` the HTTP status, 0 where it did not come to that; `location` is where a
    redirect leads.
    """

    def __init__(self, why: str, hint: str = "", status: int = 0, location: str = "") -> None:
        super().__init__(why)
        self.hint, self.status, self.location = hint, status, location


class _Stay(urllib.request.HTTPRedirectHandler):
    """No redirect is followed: what a request carries would go along, to whoever is named."""

    def redirect_request(self, *_: Any) -> None:
        return None


def ask(
    url: str, headers: Mapping[str, str], *, seconds: float, largest: int, data: bytes | None = None
) -> bytes:
    """GET a URL, or POST `data` to it: at most `largest` bytes, in at most `seconds`. Raise `NoAnswer` with
    what to say.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in {"http", "https"}:
        raise NoAnswer(f"{host or url} is no address of a server", "Write https://…")
    found: list[bytes | NoAnswer] = []
    request = urllib.request.Request(url, data, headers={"User-Agent": "Porchlight", **headers})
    # In a thread of its own: a server that sends a byte now and then keeps every time limit of a socket.
    asking = threading.Thread(
        target=lambda: found.append(_read(request, host, seconds, largest)), daemon=True
    )
    asking.start()
    asking.join(seconds)
    answer = found[0] if found else _late(host, seconds)
    if isinstance(answer, NoAnswer):
        raise answer
    return answer


def _read(request: urllib.request.Request, host: str, seconds: float, largest: int) -> bytes | NoAnswer:
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=seconds) as reply:
            body = bytearray()
            while piece := reply.read1(PIECE):
                body += piece
                if len(body) > largest:
                    return NoAnswer(f"{host} sends more than {largest // 1_000_000} MB")
            return bytes(body)
    except urllib.error.HTTPError as error:
        error.close()
        location = error.headers.get("Location") or ""
        return NoAnswer(f"{host} refuses ({error.code})", status=error.code, location=location)
    except TimeoutError:
        return _late(host, seconds)
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", error)
        if isinstance(why, TimeoutError):
            return _late(host, seconds)
        return NoAnswer(f"{host} cannot be reached ({why})", "Is the network there?")


def _late(host: str, seconds: float) -> NoAnswer:
    return NoAnswer(f"{host} did not answer in {seconds:g} seconds", "Try again later.")
