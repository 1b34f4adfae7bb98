"""Asking another machine, once, within a time: the answer, or one sentence on why there is none."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from plugins.kit import clock

PIECE = 65_536


class NoAnswer(Exception):
    """`hint` is what to do; `status` the HTTP status, 0 where it did not come to that."""

    def __init__(self, why: str, hint: str = "", status: int = 0) -> None:
        super().__init__(why)
        self.hint, self.status = hint, status


class _Stay(urllib.request.HTTPRedirectHandler):
    """No redirect is followed: what a request carries would go along, to whoever is named."""

    def redirect_request(self, *_: Any) -> None:
        return None


def ask(url: str, headers: Mapping[str, str], *, seconds: float, largest: int) -> bytes:
    """GET a URL: at most `largest` bytes, in at most about `seconds`. Raise `NoAnswer` with what to say."""
    host = urlsplit(url).netloc
    begun = clock.stopwatch()
    request = urllib.request.Request(url, headers={"User-Agent": "Porchlight", **headers})
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=seconds) as reply:
            body = b""
            while piece := reply.read1(PIECE):  # each waits for itself: a slow drip is cut off here
                body += piece
                if clock.stopwatch() - begun > seconds:
                    raise TimeoutError
                if len(body) > largest:
                    raise NoAnswer(f"{host} sends more than {largest // 1_000_000} MB")
            return body
    except urllib.error.HTTPError as error:
        error.close()
        raise NoAnswer(f"{host} refuses ({error.code})", status=error.code) from None
    except TimeoutError:
        raise _late(host, seconds) from None
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", error)
        if isinstance(why, TimeoutError):
            raise _late(host, seconds) from None
        raise NoAnswer(f"{host} cannot be reached ({why})", "Is the network there?") from None


def _late(host: str, seconds: float) -> NoAnswer:
    return NoAnswer(f"{host} did not answer in {seconds:g} seconds", "Try again later.")
