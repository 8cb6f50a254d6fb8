"""The command `nnviz`: serve the app, or carry out one of `nnviz.commands`."""

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nnviz import __version__
from nnviz.core.errors import NnvizError, RunError
from nnviz.core.files.file_forms import FORMS
from nnviz.core.files.places import APP
from nnviz.engine.environment import DEVICES, choose_device

_BAD_INPUT = 2
_AXES = 5
"""Most axes of an example."""
_NETWORK = (
    "experiment or architecture (.json), Keras model (.keras, .h5, .hdf5), Keras code (.py) or a "
    "notebook (.ipynb)"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command line and return its exit code: 0, or 2 when the input is at fault.

    Args:
        arguments: The arguments after `nnviz`; those of the process by default.
    """
    options = _parser().parse_args(arguments)
    try:
        options.action(options)
    except (NnvizError, OSError) as error:
        print(f"nnviz: {_sentence(error)}", file=sys.stderr)
        return _BAD_INPUT
    except KeyboardInterrupt:
        return 130
    return 0


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"Cannot read {error.filename}: {error.strerror}."
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nnviz", description="Build Keras networks, train them live and watch them learn."
    )
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    _add_serve_options(parser)
    commands = parser.add_subparsers(title="commands")
    serve_parser = commands.add_parser("serve", help="serve the app (default)")
    _add_serve_options(serve_parser)
    open_parser = commands.add_parser("open", help="serve the app with a file opened in it")
    open_parser.add_argument(
        "file", type=Path,
        help=f"{_NETWORK}, or data: CSV, a ZIP of pictures in folders, NPZ",
    )  # fmt: skip
    _add_serve_options(open_parser)
    open_parser.set_defaults(action=open_file)
    train_parser = commands.add_parser("train", help="train an experiment or a network")
    _add_file_options(train_parser)
    train_parser.add_argument(
        "--epochs", type=_positive, required=True, help="number of epochs to train"
    )
    _add_device_option(train_parser)
    train_parser.set_defaults(action=_later("train"))
    describe_parser = commands.add_parser("describe", help="show layers, shapes and parameters")
    _add_file_options(describe_parser)
    describe_parser.set_defaults(action=_later("describe"))
    export_parser = commands.add_parser("export", help="write a network in another format")
    export_parser.add_argument("experiment", type=Path, help=_NETWORK)
    _add_input_option(export_parser)
    export_parser.add_argument(
        "--to", type=Path, required=True, help=f"file ending in {', '.join(FORMS)}"
    )
    export_parser.set_defaults(action=_later("export"))
    return parser


def _later(name: str) -> Callable[[argparse.Namespace], None]:
    """Return a command that is loaded when it is carried out: the server needs none of them."""

    def carry_out(options: argparse.Namespace) -> None:
        from nnviz import commands

        getattr(commands, name)(options)

    return carry_out


def _add_serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, help="port to listen on (8501)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument(
        "--allowed-host", action="append", metavar="NAME",
        help="another name under which the server is reached, as behind a proxy",
    )  # fmt: skip
    parser.add_argument(
        "--embedded-by", action="append", metavar="ORIGIN",
        help="a site whose pages may show the app in a frame, such as https://school.example",
    )  # fmt: skip
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    _add_device_option(parser)
    parser.set_defaults(action=serve)


def _add_device_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device", choices=DEVICES, help="where to train; auto uses a GPU if there is one"
    )


def _add_file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("experiment", type=Path, nargs="?", help=f"{_NETWORK}; - is standard input")
    _add_input_option(parser)
    parser.add_argument(
        "--data", type=Path, help="your data: CSV, a ZIP file of images in folders, or NPZ"
    )
    parser.add_argument("--target", help="column to predict; detected automatically if omitted")
    parser.add_argument(
        "--type", action="append", default=[], metavar="COLUMN=KIND",
        help="what a column is: number, category, date or unused (can be repeated)",
    )  # fmt: skip
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="COLUMN",
        help="column that is not used (can be repeated)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_input_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--input", type=_shape, metavar="SHAPE",
        help="shape of one example, such as 8 or 28x28x1, for a network that does not say it",
    )  # fmt: skip


def _shape(text: str) -> tuple[int, ...]:
    """Return the sizes in a text such as `28x28x1`, or raise argparse's error."""
    parts = text.lower().replace(",", "x").split("x")
    if not 1 <= len(parts) <= _AXES:
        raise argparse.ArgumentTypeError(f"expected 1 to {_AXES} sizes, received {text[:20]!r}")
    return tuple(_whole(part.strip(), 100_000) for part in parts)


def _positive(text: str) -> int:
    return _whole(text, 10_000_000)


def _port(text: str) -> int:
    return _whole(text, 65_535)


def _whole(text: str, most: int) -> int:
    """Return a whole number from 1 to `most`, or raise argparse's error."""
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"expected 1 to {most:,}, received {text[:20]!r}")
    return int(text)


def open_file(options: argparse.Namespace) -> None:
    """Serve the app with a file for the page to open."""
    from nnviz.live.handed import hand_over, read

    hand_over(read(options.file))
    serve(options)


def serve(options: argparse.Namespace) -> None:
    """Serve the app until it is interrupted."""
    if not APP.is_file():
        raise RunError("the files of the app with the package", f"no {APP}", "Install nnviz again.")
    # Starlette, which takes a while to load, is of no use to the other commands.
    from nnviz.live.guard import FRAMES, HOSTS, listed

    choose_device(options.device)
    settings: dict[str, Any] = {"server.headless": options.no_browser}
    if options.port is not None:
        settings["server.port"] = options.port
    if options.host is not None:
        settings["server.address"] = options.host
    for variable, named in ((HOSTS, options.allowed_host), (FRAMES, options.embedded_by)):
        if named:
            os.environ[variable] = ",".join((*listed(variable), *named))
    # Streamlit looks for its settings next to what it takes for the script, and in the folder where
    # it is started: there may be those of another app.
    sys.argv = [str(APP)]
    os.chdir(APP.parent)
    spec = importlib.util.spec_from_file_location("nnviz_app", APP)
    if spec is None or spec.loader is None:
        raise RunError("an app that can be loaded", str(APP))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.serve(settings)


if __name__ == "__main__":
    sys.exit(main())
