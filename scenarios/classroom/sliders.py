"""The sliders of the levers: where they stand at rest, what is known of them, and that both follow the scenario chosen.

A slider that has not been moved tells nothing (None), so the scenario's own values hold, whatever they are and however
often they change. In the browser ``data-exact`` holds the number that is told, which need not be one of the slider's
steps: a link is given back as it came.
"""

from typing import Any

from htmltools import Tag, tags
from shiny import reactive

from model.levers import LEVERS
from scenarios.classroom.panel import Reader
from scenarios.classroom.scenario_values import known_of, rest_of, written
from scenarios.classroom.settings import SLIDERS, Settings, Slider, library
from scenarios.classroom.words import LEVER_WORDS, words
from scenarios.words import Language

# A slider of the browser's own, reachable by keyboard and named for screen readers, as an input of Shiny.
SCRIPT = """
class LeverBinding extends Shiny.InputBinding {
  find(scope) { return $(scope).find('input[type=range]'); }
  getValue(el) { return el.dataset.exact === '' ? null : Number(el.dataset.exact); }
  setValue(el, value) { el.dataset.exact = value === null ? '' : value; this.show(el); }
  show(el) {
    const at = el.dataset.exact === '' ? el.dataset.rest : el.dataset.exact;
    const nb = document.documentElement.lang === 'nb';
    const local = Number(at).toLocaleString(nb ? 'nb-NO' : 'en-GB').replaceAll(nb ? '\\u00a0' : ',', ' ');
    const text = 'plain' in el.dataset ? at : local;  // a year is written plainly
    el.min = Math.min(el.min, at); el.max = Math.max(el.max, at); el.value = at;
    el.setAttribute('aria-valuetext', text);
    document.getElementById(el.id + '_now').textContent = text;
  }
  subscribe(el, callback) {
    $(el).on('input.lever change.lever', (event) => {
      if (event.type === 'input') {
        el.dataset.exact = Number(el.value) === Number(el.dataset.rest) ? '' : el.value;
        this.show(el);
      }
      callback(true);
    });
    $(el).on('blur.lever', () => callback(false));  // told before a press of Run, however soon that follows
  }
  unsubscribe(el) { $(el).off('.lever'); }
  receiveMessage(el, data) {
    el.dataset.rest = data.rest;
    document.getElementById(el.id + '_known').textContent = data.known;
    this.show(el);
  }
  getRatePolicy() { return { policy: 'debounce', delay: 200 }; }
}
const levers = new LeverBinding();
Shiny.inputBindings.register(levers, 'legemod.lever');
$(document).on('click', '#levers_back', () => {
  $('.lever input[type=range][data-rest]').each((_, el) => {
    el.dataset.exact = '';
    levers.show(el);
    $(el).trigger('change');
  });
});
"""


def levers_of(now: Settings) -> list[Tag]:
    """A slider for every lever of the page, and a button that puts all back."""
    made = [slider(one, now) for one in SLIDERS]
    back = tags.button(words(now.lang, "levers.back"), id="levers_back", type="button", class_="btn btn-default")
    return [*made, tags.p(back)]


def slider(one: Slider, now: Settings) -> Tag:
    """One lever: its name, where it stands, and what is known."""
    rest, say = rest_of(one, now.other), Language(now.lang)
    exact = now.levers.get(one.lever)
    at = rest if exact is None else exact
    bounds: dict[str, Any] = {"min": min(one.low, at), "max": max(one.high, at), "step": one.step, "value": at}
    return tags.div(
        tags.output(written(at, say), id=f"{one.id}_now", for_=one.id),
        tags.label(say.of(LEVER_WORDS[one.lever]), for_=one.id),
        tags.input(
            type="range", id=one.id, aria_describedby=f"{one.id}_known", data_rest=rest,
            data_exact="" if exact is None else exact, **bounds,
        ),
        tags.div(known(one, now.other, now.lang), id=f"{one.id}_known", class_="known"),
        class_="lever",
    )  # fmt: skip


def known(one: Slider, scenario: str, lang: str) -> str:
    """Today's value, what the scenario sets, and what has been seen."""
    say = Language(lang)
    parts = [words(lang, "today", value=written(one.today, say)), known_of(scenario, lang).get(one.id, ""),
             _evidence(one, say)]  # fmt: skip
    return "; ".join(part for part in parts if part)


def _evidence(one: Slider, say: Language) -> str:
    seen = LEVERS[one.lever].evidence
    if seen is None:
        return words(say.code, "evidence.none")
    low, high = (written(float(bound), say) for bound in (seen[0], seen[-1]))
    return words(say.code, "evidence" if low != high else "evidence.one", low=low, high=high)


def wire(reader: Reader) -> None:
    """Another scenario chosen: sliders at rest move to its values, and all say what it sets."""

    @reactive.effect
    @reactive.event(reader.input.other, ignore_init=True)
    def _() -> None:
        name = reader.input.other()
        if name in library():
            for one in SLIDERS:
                message = {"rest": rest_of(one, name), "known": known(one, name, reader.lang)}
                reader.session.send_input_message(one.id, message)
