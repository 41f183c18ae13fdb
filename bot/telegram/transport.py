"""The way to Telegram over HTTP, in place of the library's own client.

That one (httpx) takes three to five times the processor time a request, most of all when many are under way at once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_TIMEOUT = 5.0
"""Seconds until a connection must stand."""
READ_TIMEOUT = 8.0
"""Seconds without a byte of the answer until it is given up."""
POOL_TIMEOUT = 30.0
"""Seconds that a request waits for one of the connections and for it to stand."""


class Transport(BaseRequest):
    """Asks Telegram over connections that stay open.

    Raises:
        TimedOut: The request went out and no answer came, so that it may or may not have been carried out.
        NetworkError: It did not get through.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        # Looked up once: the client's own way (`trust_env`) takes two threads for each request.
        self._proxy_to = lru_cache(_proxy_to)

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Gets ready; connects to nothing yet."""
        if self._session is None:
            # The certificates that the library's client trusts: those of its package, or what SSL_CERT_FILE names.
            connector = aiohttp.TCPConnector(limit=self._connections, ssl=httpx.create_ssl_context())
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar)

    async def shutdown(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """Makes one request; other timeouts than that for reading are always the same."""
        if self._session is None:
            raise RuntimeError
        patience = read_timeout if isinstance(read_timeout, int | float) else READ_TIMEOUT
        timeout = aiohttp.ClientTimeout(connect=POOL_TIMEOUT, sock_connect=CONNECT_TIMEOUT, sock_read=patience)
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=timeout, proxy=self._proxy_to(urlsplit(url)[:2])
            ) as response:
                return response.status, await response.read()
        # The causes are left out: they may quote the address, and with it the token.
        except aiohttp.ConnectionTimeoutError:
            raise NetworkError("no connection in time") from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None


def _proxy_to(server: tuple[str, str]) -> str | None:
    """The proxy that the environment names for a server, which is a scheme and a host."""
    scheme, host = server
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _form(data: RequestData | None) -> dict[str, str] | aiohttp.FormData | None:
    """The body: a form, in parts where there are files."""
    if data is None or not data.contains_files:
        return data.json_parameters if data else None
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
