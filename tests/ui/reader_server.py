"""A server for the reader in memory: carries out acts as qual does, and says what it then says to the component."""

from __future__ import annotations

from typing import Any

from tests.ui import reader_items

Op = dict[str, Any]


class Server:
    """Codings and the record of one coder; acts are carried out once each, in order, and answered."""

    def __init__(self, spoken: tuple[str, ...]) -> None:
        self.spoken = spoken
        self.acked: list[str] = []
        self.strokes: list[list[Op]] = []
        self.undone: list[list[Op]] = []
        self.made = 0
        self.ids: dict[str, str] = {}

    def take(self, ops: list[Op], most: int | None = None) -> None:
        """Carry out what is new, at most so many acts."""
        for op in [op for op in ops if op["id"] not in self.acked][:most]:
            self.acked.append(op["id"])
            if op["act"] == "undo":
                self.undone.append(self._stroke(self.strokes, op["target"]))
            elif op["act"] == "redo":
                self.strokes.append(self._stroke(self.undone, op["target"]))
            else:
                self.undone.clear()
                self._add(op)

    def payload(self, **changes: object) -> dict[str, Any]:
        """What the component is told now."""
        history = {
            "undo": [{"op": one[0]["id"], "label": one[0]["act"]} for one in reversed(self.strokes)],
            "redo": [{"op": one[0]["id"], "label": one[0]["act"]} for one in reversed(self.undone)],
        }
        codings = [reader_items.coding(name, *spot) for name, spot in self.codings().items()]
        return reader_items.payload(
            self.spoken, acked=list(self.acked), codings=codings, history=history, **changes
        )

    def codings(self) -> dict[str, tuple[int, int, str]]:
        """What stands, by the server's ids."""
        found: dict[str, tuple[int, int, str]] = {}
        for op in (op for stroke in self.strokes for op in stroke):
            named = str(op.get("target", ""))
            target = self.ids.get(named, named)
            if op["act"] == "code":
                found[self.ids[op["id"]]] = (op["start"], op["end"], op["code"])
            elif op["act"] == "remove":
                found.pop(target)
            elif op["act"] == "recode":
                start, end, _ = found.pop(target)
                found[self.ids[op["id"]]] = (start, end, op["code"])
            elif op["act"] == "resize":
                found[target] = (op["start"], op["end"], found[target][2])
        return found

    def _add(self, op: Op) -> None:
        self.made += 1
        self.ids[op["id"]] = f"server-{self.made}"
        stroke = op["id"].split(".")[0]
        if self.strokes and self.strokes[-1][0]["id"].split(".")[0] == stroke:
            self.strokes[-1].append(op)
        else:
            self.strokes.append([op])

    def _stroke(self, strokes: list[list[Op]], target: str) -> list[Op]:
        found = next(one for one in strokes if one[0]["id"].split(".")[0] == target.partition(".")[0])
        strokes.remove(found)
        return found
