"""Runs worth making while nobody waits: those of the base that readers have set and are likely to ask for next.

They are the runs that the button would ask for, made by the same workers and kept as any finished run is. A reader who
presses it is told at once of those that are made, and of those under way as far as they have come. Whoever waits for a
run goes before them.
"""

from collections import OrderedDict
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from scenarios.classroom.turns import Told, Waiting
from scenarios.ensemble import Task


def nobody(_: Told) -> None:
    """Whom a run made ahead is told to."""


@dataclass
class Ahead:
    """What readers wish for, by reader: tasks in order, by the name of the run they make."""

    wishes: "OrderedDict[str, dict[bytes, Task]]" = field(default_factory=OrderedDict)

    def wish(self, who: str, tasks: Mapping[bytes, Task]) -> None:
        """In place of what this reader wished for before; nothing for none."""
        self.wishes.pop(who, None)
        if tasks:
            self.wishes[who] = dict(tasks)

    def put_back(self, one: Waiting) -> None:
        """A run that had to give way to somebody who waits: it is the first to be made again."""
        self.wishes[one.who] = {one.name: one.task, **self.wishes.get(one.who, {})}

    def next(self, under_way: Container[bytes], kept: Container[bytes]) -> Waiting | None:
        """A run that is neither, reader by reader in turn; each is taken once, whether it fails or not."""
        for who, tasks in list(self.wishes.items()):
            for name in [name for name in tasks if name in kept]:
                del tasks[name]
            name = next((name for name in tasks if name not in under_way), b"")
            task = tasks.pop(name, None)
            if not tasks:
                del self.wishes[who]
            elif task:
                self.wishes.move_to_end(who)
            if task:
                return Waiting(who, 0, task, nobody, name=name, ahead=True)
        return None
