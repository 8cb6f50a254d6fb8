"""The real app with three routes more, by which a benchmark makes runs without a page.

Served by `uvicorn benchmarks.controlled:app` on the loopback address only, for measuring.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, Router

import app as served
from nnviz.core.spec.experiment import Experiment
from nnviz.engine import get_engine

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_PREFIX = "/benchmarks/"


async def _create(request: Request) -> JSONResponse:
    experiment = Experiment.model_validate_json(await request.body())
    return JSONResponse(get_engine().create(experiment, play=True))


async def _status(request: Request) -> JSONResponse:
    status = asdict(get_engine().status(request.path_params["token"]))
    names = ("state", "reason", "epoch", "step", "recovered")
    return JSONResponse({name: status[name] for name in names})


async def _drop(request: Request) -> JSONResponse:
    get_engine().drop(request.path_params["token"])
    return JSONResponse(None)


_control = Router(
    [
        Route(f"{_PREFIX}create", _create, methods=["POST"]),
        Route(_PREFIX + "status/{token}", _status),
        Route(_PREFIX + "drop/{token}", _drop, methods=["POST"]),
    ]
)


async def app(scope: "Scope", receive: "Receive", send: "Send") -> None:
    """Answer what a benchmark asks; everything else is the app's."""
    ours = scope["type"] == "http" and scope["path"].startswith(_PREFIX)
    await (_control if ours else served.app)(scope, receive, send)
