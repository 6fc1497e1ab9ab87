"""The door of Legemod: one command per thing a person wants to do. No logic lives here, and nothing heavy is
imported before a command needs it. The room is long because all commands and their options stand in it, a dozen lines
each: who looks for one need not look elsewhere."""

import os
import sys
from pathlib import Path
from typing import Any

import click

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Check that the floors are ours, keep every library on one thread (runs are parallel, months are not),
    go."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    check_floors(HERE)
    cli(prog_name="run.py")


def check_floors(home: Path) -> None:
    """Stop with exit code 2 if another installed package is called as one of our floors."""
    from importlib.util import find_spec

    for floor in ("agents", "model", "scenarios", "calibration"):
        spec = find_spec(floor)
        found = Path(spec.origin).resolve().parent if spec and spec.origin else None
        if found != home / floor:
            click.echo(
                f"Error: the package {floor!r} is found at {found}, expected {home / floor}. Another "
                "installed distribution has the same name: run Legemod in its own environment "
                "(`uv run run.py`) or uninstall that distribution.",
                err=True,
            )
            sys.exit(2)


class Door(click.Group):
    """Turns every error into one message: exit 2 if it cannot be done, 130 after Ctrl-C; 1 is a plain no."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; --debug lets the traceback through."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt as error:
            click.echo(str(error) or "stopped", err=True)
            ctx.exit(130)
        except Exception as error:
            if ctx.meta.get("debug"):
                raise
            from scenarios.commands import message_of

            click.echo(message_of(error), err=True)
            ctx.exit(2)


def debug_option(command: Any) -> Any:
    """--debug on every command."""

    def keep(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.meta["debug"] = value

    return click.option(
        "--debug", is_flag=True, expose_value=False, callback=keep, help="Show the traceback of an error."
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
_PATH = click.Path(path_type=Path)
other_tables = click.option("--data", type=_PATH, help="Folder with other tables, as `data update` writes it.")


def run_options(command: Any) -> Any:
    """The options that `run` and `compare` share."""
    for option in reversed((
        click.option("--start", type=click.Choice(["2026", "2016"]), default="2026", show_default=True,
                     help="2026: from the counts of December 2025. 2016: hindcast to December 2025."),
        click.option("--end", type=int, metavar="YEAR", help="Last year.  [default: 2050; 2025 from 2016]"),
        click.option("--draws", type=int, default=10, show_default=True,
                     help="Draws of the fitted parameters; 1: the central values set by hand."),
        click.option("--replicates", type=int, default=2, show_default=True,
                     help="Runs of each scenario and draw, each with its own luck."),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of the luck."),
        click.option("--workers", type=int, help="Processes.  [default: all cores]"),
        click.option("--cluster", metavar="ADDRESS", help="A running Dask scheduler instead of processes here."),
        click.option("--out", type=_PATH, help="Results folder.  [default: results/NAME-HASH8]"),
        click.option("--lives", is_flag=True, help="Keep every event of every life (lives.parquet)."),
        click.option("--set", "sets", multiple=True, metavar="LEVER=VALUE[@YYYY-MM]",
                     help="Change a lever in all scenarios named; repeatable."),
        click.option("--lang", type=click.Choice(["nb", "en"]), default="en", show_default=True,
                     help="Language of figures and report; the terminal and the tables stay English."),
        other_tables,
        click.option("--keep", type=int, default=20, show_default=True, help="Replicates kept by month."),
        json_option,
        debug_option,
    )):  # fmt: skip
        command = option(command)
    return command


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="legemod", prog_name="Legemod")
def cli() -> None:
    """Legemod: what happens to Norway's GPs (fastleger) if a rule is changed?

    Example: uv run run.py compare baseline my-scenario.toml
    """


def _run(make_cases: Any, options: dict[str, Any]) -> None:
    from scenarios import commands

    chosen = commands.RunOptions(**options)
    commands.run_study(lambda: make_cases(commands, chosen), chosen, click.echo)


@cli.command()
@click.argument("scenario")
@run_options
def run(scenario: str, **options: Any) -> None:
    """Run SCENARIO (a name of the library or a file) many times: tables, figures, report.

    Example: uv run run.py run baseline --replicates 20
    """
    _run(lambda commands, o: commands.cases_of([scenario], o.start, o.last_year, o.sets), options)


@cli.command()
@click.argument("base")
@click.argument("others", nargs=-1, metavar="OTHER...")
@click.option("--precision", multiple=True, metavar="INDICATOR@YEAR=HALF-WIDTH",
              help="Only say, from a pilot of eight pairs, how many runs this 90 % interval needs.")  # fmt: skip
@click.option("--check-signs", is_flag=True, help="Compare on three baselines: do headlines keep their sign?")
@run_options
def compare(
    base: str, others: tuple[str, ...], precision: tuple[str, ...], check_signs: bool, **options: Any
) -> None:
    """Run BASE and OTHER scenarios with the same luck and show the paired differences.

    Without OTHER, BASE is compared with itself under --set.

    \b
    Example: uv run run.py compare baseline my-scenario.toml --end 2040
    Example: uv run run.py compare baseline --set lis1.state_posts=1500@2027-01
    Example: uv run run.py compare baseline more-lis1 --precision gps@2035=10
    Example: uv run run.py compare baseline more-lis1 --check-signs
    """
    if precision or check_signs:
        from scenarios import commands, compare_commands

        chosen = commands.RunOptions(**options)
        return _show(compare_commands.asked(base, others, precision, check_signs, chosen), chosen.as_json)
    _run(lambda commands, o: commands.compared_cases(base, others, o), options)


@cli.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--lang", type=click.Choice(["nb", "en"]), help="Language.  [default: that of the folder]")
@click.option("--data", type=_PATH, help="The tables it was run with, if it was run with --data.")
@json_option
@debug_option
def report(folder: Path, lang: str | None, data: Path | None, as_json: bool) -> None:
    """Make figures, report.html and tables.xlsx of the finished results folder DIR again; nothing is run.

    Example: uv run run.py report results/my-study-1a2b3c4d --lang nb
    """
    from scenarios import commands

    commands.make_report(folder, lang, as_json, click.echo, data)


@cli.group()
def scenarios() -> None:
    """The library of scenarios; checking and beginning your own.

    Example: uv run run.py scenarios list
    """


def _show(found: tuple[str, Any], as_json: bool) -> None:
    from scenarios.commands import as_object

    text, value = found
    click.echo(as_object(value) if as_json else text)


@scenarios.command("list")
@json_option
@debug_option
def scenarios_list(as_json: bool) -> None:
    """List the scenarios of the library.

    Example: uv run run.py scenarios list
    """
    from scenarios import describe

    _show(describe.library(), as_json)


@scenarios.command("show")
@click.argument("scenario")
@json_option
@debug_option
def scenarios_show(scenario: str, as_json: bool) -> None:
    """Show what SCENARIO resolves to.

    Example: uv run run.py scenarios show baseline
    """
    from scenarios import describe

    _show(describe.scenario(scenario), as_json)


@scenarios.command("check")
@click.argument("file")
@json_option
@debug_option
def scenarios_check(file: str, as_json: bool) -> None:
    """Check FILE and list every mistake at once; exit 1 if there is one.

    Example: uv run run.py scenarios check my-scenario.toml
    """
    from scenarios import commands

    good, text, value = commands.check_scenario(file)
    click.echo(commands.as_object(value) if as_json else text)
    sys.exit(0 if good else 1)


@scenarios.command("new")
@click.argument("file", type=_PATH)
@debug_option
def scenarios_new(file: Path) -> None:
    """Write a commented scenario to begin from.

    Example: uv run run.py scenarios new my-scenario.toml
    """
    from scenarios import commands

    click.echo(commands.new_scenario(file))


@cli.command()
@click.argument("name", required=False)
@json_option
@debug_option
def levers(name: str | None, as_json: bool) -> None:
    """List the policy levers, or show one: rule today, history, ranges, what it moves.

    Example: uv run run.py levers lis1.state_posts
    """
    from scenarios import describe

    _show(describe.levers(name), as_json)


@cli.command()
@click.argument("name", required=False)
@click.option("--events", is_flag=True, help="List the events, stages and causes of lives.parquet instead.")
@json_option
@debug_option
def parameters(name: str | None, events: bool, as_json: bool) -> None:
    """List the parameters, or show one: value, range, source, grade.

    Example: uv run run.py parameters --events
    """
    from scenarios import describe

    _show(describe.events() if events else describe.parameters(name), as_json)


@cli.command()
@click.argument("doctor")
@click.option("--scenario", required=True, help="Scenario whose run is told.")
@click.option("--against", help="A second scenario: where do the two lives part?")
@click.option("--start", type=click.Choice(["2026", "2016"]), default="2026", show_default=True)
@click.option("--end", type=int, metavar="YEAR", help="Last year.  [default: 2050; 2025 from 2016]")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--draw", type=int, default=0, show_default=True, help="Draw of the parameters, as in lives.parquet.")
@click.option("--draws", type=int, default=1, show_default=True, help="Of how many; 1: the central values set by hand.")
@click.option("--replicate", type=int, default=0, show_default=True)
@click.option("--lang", type=click.Choice(["nb", "en"]), default="en", show_default=True, help="Language of the story.")
@other_tables
@json_option
@debug_option
def trace(doctor: str, scenario: str, against: str | None, as_json: bool, **options: Any) -> None:
    """Tell one doctor's life. DOCTOR is an id as in lives.parquet.

    A life of a results folder is told again by the draws, draw and replicate of its run.

    \b
    Example: uv run run.py trace 2031-08/uit/017 --scenario baseline
    Example: uv run run.py trace 2031-08/uit/017 --scenario baseline --against more-lis1 --lang nb
    """
    from scenarios import commands

    _show(commands.trace_doctor(doctor, scenario, against, **options), as_json)


@cli.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--runs", type=int, default=3, show_default=True, help="How many of its runs to make again.")
@click.option("--workers", type=int, help="Processes.  [default: all cores]")
@click.option("--data", type=_PATH, help="The tables it was run with, if it was run with --data.")
@json_option
@debug_option
def verify(folder: Path, runs: int, workers: int | None, data: Path | None, as_json: bool) -> None:
    """Make some runs of the results folder DIR again: exit 0 if they come out the same, 1 if one differs.

    Everything is read from its run.json; the scenario files may be gone.

    Example: uv run run.py verify results/baseline-1a2b3c4d
    """
    from scenarios import commands

    good, text, value = commands.verify_folder(folder, runs, workers, data)
    click.echo(commands.as_object(value) if as_json else text)
    sys.exit(0 if good else 1)


@cli.command()
@click.option("--years", type=int, default=25, show_default=True, help="Years in each run.")
@click.option("--scaling", is_flag=True, help="Also run a country of eight copies.")
@click.option("--pairing", is_flag=True, help="Measure instead what common luck saves: 32 runs of twelve years.")
@click.option("--classroom", is_flag=True, help="Measure instead how long 20 pairs of the classroom take.")
@click.option("--workers", type=int, help="Processes for runs per hour.  [default: all cores]")
@json_option
@debug_option
def bench(years: int, scaling: bool, pairing: bool, classroom: bool, workers: int | None, as_json: bool) -> None:
    """Measure how fast the model runs here, with --pairing how many runs pairing saves, with --classroom what a
    class waits.

    \b
    Example: uv run run.py bench --scaling
    Example: uv run run.py bench --pairing
    Example: uv run run.py bench --classroom
    """
    if pairing or classroom:
        from scenarios import commands

        return _show((commands.measure_pairing if pairing else commands.measure_classroom)(workers), as_json)
    from scenarios import bench as room

    _show(room.bench(years, scaling, workers or os.cpu_count() or 1), as_json)


@cli.command()
@click.argument("goal")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--goal", "goals", multiple=True, help="A further goal that must hold too; repeatable.")
@click.option("--lever", help="Find the value of this lever, on top of the first scenario.")
@click.option("--from", "begins", default="2027-01", show_default=True, metavar="YYYY-MM", help="First month of it.")
@click.option("--where", multiple=True, metavar="KIND=NAME,...", help="Only there, as in centrality=5,6; repeatable.")
@click.option("--between", nargs=2, metavar="LOW HIGH", help="Range to look in.  [default: all allowed values]")
@click.option("--step", type=float, help="How finely to look.  [default: about 200 steps]")
@click.option("--probability", "wanted", type=float, default=80, show_default=True, metavar="PERCENT",
              help="How probable the goals shall be.")
@click.option("--end", type=int, metavar="YEAR", help="Last year of the runs.  [default: last year of the goals]")
@click.option("--draws", type=int, default=10, show_default=True, help="Draws of parameters; 1: central values.")
@click.option("--replicates", type=int, default=2, show_default=True, help="Runs of each draw, each with its own luck.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the luck.")
@click.option("--workers", type=int, help="Processes.  [default: all cores]")
@click.option("--out", type=_PATH, help="Folder; the same command goes on there.  [default: results/attain-NAME-HASH8]")
@other_tables
@json_option
@debug_option
def attain(goal: str, scenarios: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Can GOAL be reached? Its probability under each SCENARIO, and the value of a lever that makes it probable.

    GOAL: INDICATOR < NUMBER[ %] [in AREA] by YEAR; AREA as in "every centrality class", "centrality 5-6",
    "county Nordland", "municipality Bodø". Runs are kept; the same command goes on where it stopped. Exit 1 if no
    value of the lever does.

    \b
    Example: uv run run.py attain "patients_without_gp_share < 1 % in every centrality class by 2035" baseline more-lis1
    Example: uv run run.py attain "lis1_waiting < 100 by 2032" baseline --lever lis1.state_posts --between 1219 2000
    """
    from scenarios import decide_commands

    _answer(decide_commands.attain(goal, scenarios, decide_commands.AttainOptions(**options)), as_json)


def _answer(found: tuple[bool, str, Any], as_json: bool) -> None:
    good, text, value = found
    _show((text, value), as_json)
    sys.exit(0 if good else 1)


@cli.command()
@click.argument("file")
@click.option("--evaluations", type=int, default=40, show_default=True, help="Packages tried at most.")
@click.option("--draws", type=int, default=4, show_default=True, help="Draws of parameters while searching.")
@click.option("--replicates", type=int, default=1, show_default=True, help="Runs of each draw while searching.")
@click.option("--final-draws", type=int, default=10, show_default=True, help="Draws when the frontier is run again.")
@click.option("--final-replicates", type=int, default=2, show_default=True, help="Runs of each of these draws.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the search; the next one is for the end.")
@click.option("--workers", type=int, help="Processes.  [default: all cores]")
@click.option("--out", type=_PATH, help="Folder; the same command goes on there.  [default: results/search-FILE-HASH8]")
@other_tables
@json_option
@debug_option
def search(file: str, as_json: bool, **options: Any) -> None:
    """Which packages of levers do most for a budget? The levers, ranges, objectives and budget stand in FILE.

    The best packages are run again with fresh luck before they are shown; exit 1 if none keeps to the budget.

    \b
    Example: uv run run.py new-search my-search.toml
    Example: uv run run.py search my-search.toml
    """
    from scenarios import search_commands

    _answer(search_commands.search(file, search_commands.SearchOptions(**options)), as_json)


@cli.command("new-search")
@click.argument("file", type=_PATH)
@debug_option
def new_search(file: Path) -> None:
    """Write a commented search file to begin from.

    Example: uv run run.py new-search my-search.toml
    """
    from scenarios import search_commands

    click.echo(search_commands.new_search(file))


def workers_or_all(workers: int | None) -> int:
    """As many processes as asked for, or one for each core; what is asked for is checked by the command."""
    return (os.cpu_count() or 1) if workers is None else workers


def fit_options(command: Any) -> Any:
    """The options that calibrate and backtest share."""
    for option in reversed((
        click.option("--quick", is_flag=True, help="Small sizes: about ten minutes on two cores."),
        click.option("--workers", type=int, help="Processes.  [default: all cores]"),
        click.option("--cluster", metavar="ADDRESS", help="A running Dask scheduler instead of processes here."),
        click.option("--out", type=_PATH, help="Folder; the same command goes on there."),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of the luck."),
        click.option("--ship", is_flag=True, help="Also put the result into calibration/posterior (maintainers)."),
        json_option,
        debug_option,
    )):  # fmt: skip
        command = option(command)
    return command


@cli.command()
@click.option("--until", type=int, default=2022, show_default=True, help="Last year whose figures may be known.")
@fit_options
def calibrate(until: int, quick: bool, workers: int | None, as_json: bool, **options: Any) -> None:
    """Fit the free parameters to published figures: a posterior, its fit, and its coverage on known truth.

    Runs are stored as they come; the same command goes on where it stopped.

    Example: uv run run.py calibrate --until 2022 --quick
    """
    from calibration import commands

    _show(commands.calibrate(until, quick, workers_or_all(workers), **options), as_json)


@cli.command()
@fit_options
def backtest(quick: bool, workers: int | None, as_json: bool, **options: Any) -> None:
    """Forecast 2023-2025 from what was known in 2022, and score it against what happened and simpler forecasts.

    Example: uv run run.py backtest --quick
    """
    from calibration import commands

    _show(commands.backtest(quick, workers_or_all(workers), **options), as_json)


@cli.command()
@fit_options
def sensitivity(quick: bool, workers: int | None, as_json: bool, **options: Any) -> None:
    """Which parameters the answers hang on, what knowing them is worth, and when packages fail.

    Runs are stored as they come; the same command goes on where it stopped.

    Example: uv run run.py sensitivity --quick
    """
    from calibration import sensitivity_commands

    _show(sensitivity_commands.sensitivity(quick, workers_or_all(workers), **options), as_json)


@cli.command()
@fit_options
def history(quick: bool, workers: int | None, as_json: bool, **options: Any) -> None:
    """Tell which dated changes the model holds responsible for 2016-2025, by leaving each out.

    Example: uv run run.py history --quick
    """
    from calibration import commands

    _show(commands.history(quick, workers_or_all(workers), **options), as_json)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve at; others than this machine's "
              "own are refused without --open-to-network.")
@click.option("--port", type=int, default=8787, show_default=True, help="Port; 0: any free one.")
@click.option("--workers", type=int, help="Processes for runs.  [default: all cores]")
@click.option("--open-to-network", is_flag=True, help="Let others on the network reach the page.")
@other_tables
@debug_option
def classroom(**options: Any) -> None:
    """Open a page in the browser where levers are moved and the model answers while one looks on.

    It needs `uv sync --extra classroom`; nothing leaves this machine.

    Example: uv run run.py classroom
    """
    from scenarios.classroom import serve

    serve.open_classroom(**options, write=click.echo)


@cli.group()
def data() -> None:
    """The tables Legemod knows Norway by: checked, and fetched anew.

    Example: uv run run.py data check
    """


@data.command("check")
@click.option("--data", "folder", type=_PATH, help="Tables of this folder instead of those that come with Legemod.")
@json_option
@debug_option
def data_check(folder: Path | None, as_json: bool) -> None:
    """Check every embedded table against its rules; exit 1 if one is broken.

    Example: uv run run.py data check
    """
    from scenarios import commands

    good, text, value = commands.check_data(folder)
    click.echo(commands.as_object(value) if as_json else text)
    sys.exit(0 if good else 1)


@data.command("update")
@click.option("--out", type=_PATH, help="The new folder.  [default: data-YYYY-MM-DD]")
@click.option("--dry-run", is_flag=True, help="Only say what would change; write nothing.")
@json_option
@debug_option
def data_update(out: Path | None, dry_run: bool, as_json: bool) -> None:
    """Fetch population, projection, GP lists and centrality from Statistics Norway into a new folder of tables.

    They are checked by the rules of the embedded tables and compared with them; on any doubt nothing is written, and
    the doubts are told. It needs the internet and `uv sync --extra data`.

    Example: uv run run.py data update --dry-run
    """
    from scenarios import data_commands

    _show(data_commands.update_data(out, dry_run), as_json)


if __name__ == "__main__":
    main()
