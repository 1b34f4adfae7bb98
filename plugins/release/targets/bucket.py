"""A bucket of S3 or of whatever speaks like it: objects by key, many at a time; refusals as sentences.

Keys, region and endpoint come from where all AWS tools look: the environment (`AWS_ENDPOINT_URL` too), or
`~/.aws`. The only module that imports boto3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    NoCredentialsError,
)
from msgspec import Struct

from plugins.kit.problems import SiteError

AT_ONCE = 12
KEYS = "Put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or into ~/.aws/credentials (aws configure)"
REGION = "the bucket lies in another region. Name that in AWS_DEFAULT_REGION"
SAID: Mapping[str, str] = {
    "NoSuchBucket": "there is no such bucket. Check the name and AWS_ENDPOINT_URL, or make the bucket",
    "AccessDenied": "the keys may not do this. They need s3:ListBucket on the bucket, and s3:GetObject, "
    "s3:PutObject and s3:DeleteObject on what is in it",
    "InvalidAccessKeyId": f"the store does not know these keys. {KEYS}",
    "SignatureDoesNotMatch": f"the secret key is not the one of the access key. {KEYS}",
    "ExpiredToken": "the keys have expired. Get new ones (aws sso login)",
    "RequestTimeTooSkewed": "the clock of this machine is wrong by more than a quarter of an hour. Set it",
    "PermanentRedirect": REGION,
    "AuthorizationHeaderMalformed": REGION,
    "IllegalLocationConstraintException": REGION,
    "QuotaExceeded": "no room is left there. Make room, or keep fewer releases",
}
"""Codes of S3 (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), and what to do."""
REFUSED = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
UNKNOWN = {"NotImplemented", "501"}


class Refused(Exception):
    """The object is not any more what the writer took it for."""


class Seen(Struct, frozen=True):
    """An object: its bytes, tag, and age by the clock of the store."""

    data: bytes
    tag: str
    age: dt.timedelta


class Bucket(Struct, frozen=True, dict=True):
    """`where` is the address for messages."""

    name: str
    where: str

    @cached_property
    def client(self) -> Any:
        return _client()

    def get(self, key: str) -> Seen | None:
        """Read an object, `None` where there is none."""
        with self._told():
            try:
                reply = self.client.get_object(Bucket=self.name, Key=key)
            except ClientError as error:
                if _code(error) in {"NoSuchKey", "404"}:
                    return None
                raise
            now = parsedate_to_datetime(reply["ResponseMetadata"]["HTTPHeaders"]["date"])
            return Seen(reply["Body"].read(), reply["ETag"], now - reply["LastModified"])

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""
        with self._told():
            self.client.put_object(Bucket=self.name, Key=key, Body=data)

    def replace(self, key: str, data: bytes, tag: str | None) -> str:
        """Write an object if it still has that tag (`None`: if there is none); return its new one. Raise
        `Refused` where it has another. A store that has no conditional writes just writes.
        """
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        with self._told():
            write = partial(self.client.put_object, Bucket=self.name, Key=key, Body=data)
            try:
                return str(write(**condition)["ETag"])
            except ClientError as error:
                if _code(error) in REFUSED:
                    raise Refused from None
                if _code(error) in UNKNOWN:
                    return str(write()["ETag"])
                raise

    def copy(self, source: str, key: str, headers: Mapping[str, str]) -> None:
        """Copy an object within the store, under headers of its own."""
        with self._told():
            self.client.copy_object(
                Bucket=self.name,
                Key=key,
                CopySource={"Bucket": self.name, "Key": source},
                MetadataDirective="REPLACE",
                **headers,
            )

    def keys(self, prefix: str, *, nested: bool = True) -> Iterator[str]:
        """List all keys below a prefix, a thousand in a request."""
        with self._told():
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=prefix, **({} if nested else {"Delimiter": "/"})
            )
            for page in pages:
                yield from (entry["Key"] for entry in page.get("Contents", ()))

    def remove(self, keys: Iterable[str]) -> None:
        """Delete objects, a thousand in a request."""
        left = sorted(keys)
        for start in range(0, len(left), 1000):
            names = [{"Key": key} for key in left[start : start + 1000]]
            with self._told():
                reply = self.client.delete_objects(Bucket=self.name, Delete={"Objects": names, "Quiet": True})
            if failed := reply.get("Errors"):
                raise self._error(failed[0].get("Code", ""), failed[0].get("Message", ""))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            raise self._error(_code(error), error.response.get("Error", {}).get("Message", "")) from None
        except NoCredentialsError:
            raise SiteError(f"{self.where}: no keys are set. {KEYS}.") from None
        except (ConnectionError, HTTPClientError):
            said = "the store does not answer. Check your connection, and AWS_ENDPOINT_URL"
            raise SiteError(f"{self.where}: {said}. The next publish ends what is begun.") from None
        except BotoCoreError as error:
            raise SiteError(f"{self.where}: the AWS settings cannot be used ({error}). Mend them.") from None

    def _error(self, code: str, message: str) -> SiteError:
        meaning = SAID.get({"403": "AccessDenied", "404": "NoSuchBucket"}.get(code, code))
        return SiteError(f"{self.where}: {meaning or f'the store refused ({code}: {message}). Try again'}.")


def _client() -> Any:
    config = {
        "retries": {"mode": "standard", "max_attempts": 5},
        "max_pool_connections": AT_ONCE,
        "connect_timeout": 20,
        "read_timeout": 60,
        # Not all that speak like S3 know the newer checksums.
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    client = boto3.session.Session().client("s3", config=Config(**config))
    if client.meta.endpoint_url.split("://")[1].split("/")[0].endswith(".amazonaws.com"):
        return client
    # A store of one's own rarely has a name for each bucket.
    return boto3.session.Session().client("s3", config=Config(**config, s3={"addressing_style": "path"}))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def all_of(work: Iterable[Callable[[], None]], beat: Callable[[], None]) -> None:
    """Do many things, some at a time, begun in their order; `beat` is called every few seconds at least, and
    may raise. After the first error nothing new is begun.
    """
    waiting: set[Future[None]] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in work:
            waiting.add(pool.submit(each))
            waiting = _some_done(waiting, AT_ONCE - 1, beat)
        _some_done(waiting, 0, beat)


def _some_done(waiting: set[Future[None]], most: int, beat: Callable[[], None]) -> set[Future[None]]:
    """Wait until at most so many are still at work, and return those."""
    beat()
    while len(waiting) > most:
        finished, waiting = wait(waiting, timeout=5, return_when=FIRST_COMPLETED)
        for each in finished:
            each.result()
        beat()
    return waiting
