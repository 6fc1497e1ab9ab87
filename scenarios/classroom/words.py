"""Texts of the classroom, English and Norwegian (bokmål) side by side: key -> (en, nb)."""

from typing import Any

from scenarios.classroom.words_lessons import LESSON_WORDS
from scenarios.classroom.words_lives import LIVES
from scenarios.classroom.words_map import MAP
from scenarios.words import LANGUAGES, WordsError

CLASSROOM: dict[str, tuple[str, str]] = {
    "title": ("Legemod in the classroom", "Legemod i klasserommet"),
    "lead": (
        "What happens to Norway's GPs if a rule is changed? Every answer comes from runs of the whole national "
        "model made here, with and without your changes and with the same luck, so that the difference is the policy's "
        "doing.",
        "Hva skjer med fastlegene i Norge hvis en regel endres? Hvert svar kommer fra kjøringer av hele den "
        "nasjonale modellen gjort her, med og uten endringene dine og med de samme tilfeldighetene, slik at "
        "forskjellen skyldes tiltakene.",
    ),
    "other.language": ("Norsk", "English"),
    "set.up": ("Set up", "Oppsett"),
    "start": ("Start", "Start"),
    "start.2026": ("January 2026, looking ahead", "Januar 2026, fremover"),
    "start.2016": ("January 2016, looking back", "Januar 2016, tilbakeblikk"),
    "base": ("Compare with", "Sammenlign med"),
    "other": ("Scenario", "Scenario"),
    "levers": ("Levers, on top of the scenario", "Virkemidler, i tillegg til scenarioet"),
    "levers.hint": (
        "A lever that is not moved stays as the scenario has it. One that is moved holds from the year below, in place "
        "of what the scenario sets.",
        "Et virkemiddel som ikke flyttes, blir som scenarioet har det. Ett som flyttes, gjelder fra året nedenfor, i "
        "stedet for det scenarioet setter.",
    ),
    "levers.back": ("Put all levers back", "Sett alle virkemidler tilbake"),
    "scenario.sets": ("the scenario sets {steps}", "scenarioet setter {steps}"),
    "scenario.step": ("{value} from {date}", "{value} fra {date}"),
    "scenario.step.back": ("today's rules from {date}", "dagens regler fra {date}"),
    "year": ("The levers change from January of", "Virkemidlene endres fra januar"),
    "end": ("Last year", "Siste år"),
    "pairs": ("Pairs of runs", "Par av kjøringer"),
    "today": ("today {value}", "i dag {value}"),
    "evidence": ("seen: {low} to {high}", "observert: {low} til {high}"),
    "evidence.one": ("seen: only {low}", "observert: bare {low}"),
    "evidence.none": ("no evidence to judge by", "ingen erfaring å bygge på"),
    "loops": ("Feedback loops", "Tilbakekoblinger"),
    "loops.hint": (
        "A loop that is not ticked is frozen at its value at the start, in both scenarios.",
        "En tilbakekobling uten hake fryses på verdien den har ved start, i begge scenarioer.",
    ),
    "run": ("Run", "Kjør"),
    "stop": ("Stop here", "Stopp her"),
    "save": ("Share and save", "Del og lagre"),
    "link": ("Link to this set-up", "Lenke til dette oppsettet"),
    "save.scenario": ("Save as scenario file", "Lagre som scenariofil"),
    "file": ("Run a scenario file of your own", "Kjør en egen scenariofil"),
    "file.choose": ("Choose a file", "Velg en fil"),
    "file.none": ("No file", "Ingen fil"),
    "file.name": ("my file", "min fil"),
    "file.in": (
        "{name} stands in place of the scenario, the levers and the loops above until it is taken away.",
        "{name} gjelder i stedet for scenarioet, virkemidlene og tilbakekoblingene over til den tas bort.",
    ),
    "file.away": ("Take the file away", "Ta bort filen"),
    "save.figure": ("Download figure (PNG)", "Last ned figur (PNG)"),
    "save.data": ("Download data (CSV)", "Last ned data (CSV)"),
    "result": ("Result", "Resultat"),
    "indicator": ("Show", "Vis"),
    "nothing.yet": (
        "No answer yet. Choose a scenario or move a lever, and press Run.",
        "Ingen svar ennå. Velg et scenario eller flytt et virkemiddel, og trykk Kjør.",
    ),
    "waiting": ("Waiting for a free processor; {readers} in line.", "Venter på ledig prosessor; {readers} i køen."),
    "running": (
        "{done} of {pairs} pairs are finished; the first has come to {year}. {left}",
        "{done} av {pairs} par er ferdige; det første er kommet til {year}. {left}",
    ),
    "running.on": ("{done} of {pairs} pairs are finished. {left}", "{done} av {pairs} par er ferdige. {left}"),
    "left": ("About {seconds} s left.", "Om lag {seconds} s igjen."),
    "finished": (
        "All {pairs} pairs are finished, in {seconds} s.", "Alle {pairs} par er ferdige, på {seconds} s."
    ),
    "base.made": (
        "Meanwhile the scenario to compare with is run: {made} of {runs}.",
        "Imens kjøres scenarioet det sammenlignes med: {made} av {runs}.",
    ),
    "made.before": (
        "{made} of {runs} runs had been made before you pressed.",
        "{made} av {runs} kjøringer var gjort før du trykket.",
    ),
    "stopped": ("Stopped with {done} of {pairs} pairs finished.", "Stoppet med {done} av {pairs} par ferdige."),
    "first.only": (
        "The first pair only, without any interval: it is luck as much as policy.",
        "Bare det første paret, uten intervall: det er like mye tilfeldigheter som tiltak.",
    ),
    "few": (
        "{done} pairs are few: read the intervals as rough.", "{done} par er få: les intervallene som grove."
    ),
    "failed": ("A run failed: {text}", "En kjøring mislyktes: {text}"),
    "failed.killed": (
        "The process of a run was killed, twice; memory may be short.",
        "Prosessen til en kjøring ble avbrutt to ganger; det kan være for lite minne.",
    ),
    "failed.no.worker": (
        "No run can be made: no worker process could be started. The terminal says why.",
        "Ingen kjøring kan gjøres: ingen arbeidsprosess lot seg starte. Terminalen sier hvorfor.",
    ),
    "not.drawn": ("The figure could not be drawn:", "Figuren kunne ikke tegnes:"),
    "same": (
        "Both sides are the same: choose another scenario or move a lever. The difference will be nothing.",
        "Begge sider er like: velg et annet scenario eller flytt et virkemiddel. Forskjellen blir null.",
    ),
    "link.wrong": (
        "The link asks for something that is not possible, so the page starts afresh:",
        "Lenken ber om noe som ikke går, så siden starter på nytt:",
    ),
    "set.wrong": ("This cannot be run:", "Dette kan ikke kjøres:"),
    "beyond": (
        "{lever} = {value} lies beyond what has been seen: the answer is the model's, not experience.",
        "{lever} = {value} ligger utenfor det som er observert: svaret er modellens, ikke erfaring.",
    ),
    "mine": ("{other} with my levers", "{other} med mine virkemidler"),
    "because": ("set in the classroom", "satt i klasserommet"),
    "again": ("{name} (again)", "{name} (igjen)"),
    "table": (
        "December {year}, mean of the runs, 90 % interval in brackets",
        "Desember {year}, snitt av kjøringene, 90 % intervall i parentes",
    ),
    "table.what": ("What", "Hva"),
    "table.difference": ("Difference, pair by pair", "Forskjell, par for par"),
    "gates": (
        "What held doctors, posts and lists back in {year}: doctor-years, mean of the runs",
        "Hva som holdt leger, stillinger og lister tilbake i {year}: legeår, snitt av kjøringene",
    ),
    "chart.alone": ("The chart alone", "Figuren alene"),
    "footer": (
        "Everything is computed on this machine; nothing is sent anywhere. What the model can and cannot say stands in "
        "README.md and docs/limits.md.",
        "Alt regnes ut på denne maskinen; ingenting sendes noe sted. Hva modellen kan og ikke kan si, står i README.md "
        "og docs/limits.md.",
    ),
}

LEVER_WORDS: dict[str, tuple[str, str]] = {
    "education.abroad_places": ("Study places abroad, a year", "Studieplasser i utlandet per år"),
    "lis1.state_posts": ("LIS1 posts, starts a year", "LIS1-stillinger, oppstarter per år"),
    "lis1.gp_linked_posts": (
        "LIS1 posts linked to GP training, a year", "LIS1-stillinger koblet til ALIS, per år"
    ),
    "bonding.posts": (
        "Extra LIS1 posts with bonding, a year", "Ekstra LIS1-stillinger med bindingstid, per år"
    ),
    "alis.grant_nok": ("ALIS grant, NOK per trainee and year", "ALIS-tilskudd, kroner per ALIS og år"),
    "alis.supervisor_slots": ("Trainees per supervisor", "ALIS per veileder"),
    "finance.basic_grant_share": (
        "Basic grant, share of a GP's income", "Basistilskuddets andel av fastlegens inntekt"
    ),
    "practice.list_ceiling": ("Longest list allowed", "Lengste liste som er tillatt"),
    "practice.capacity_per_gp": (
        "List a GP can carry, times today's", "Listen en fastlege kan bære, ganger dagens"
    ),
    "finance.break_point_nok": (
        "Break-point: NOK less per patient above 1 000", "Knekkpunkt: kroner mindre per pasient over 1 000"
    ),
}

LOOP_WORDS: dict[str, tuple[str, str]] = {
    "load_exit": ("Heavy load makes GPs leave", "Stor belastning får fastleger til å slutte"),
    "vacancy_load": ("Vacant lists burden the GPs who stay", "Ubesatte lister tynger fastlegene som blir"),
    "oncall_exit": ("Few doctors on call make more leave", "Få leger på legevakt får flere til å slutte"),
    "supervisor_stock": ("New specialists become supervisors", "Nye spesialister blir veiledere"),
    "hospital_saturation": ("Full hospitals attract and take fewer", "Fulle sykehus lokker og tar imot færre"),
    "queue_giveup": ("A long LIS1 queue makes applicants give up", "Lang LIS1-kø får søkere til å gi opp"),
    "locum_price": ("Many vacancies make locums dearer", "Mange ledige lister gjør vikarer dyrere"),
    "neighbour_competition": (
        "Crowding and local subsidies steer where doctors go", "Trengsel og lokale tilskudd styrer hvor legene går"
    ),
    "supply_caps": ("New lists get caps by the supply of GPs", "Nye lister får listetak etter tilgangen på fastleger"),
}


# Texts of the panels stand in rooms of their own (words_*.py).
TEXTS: dict[str, tuple[str, str]] = {**CLASSROOM, **LESSON_WORDS, **LIVES, **MAP}


def words(lang: str, key: str, **values: Any) -> str:
    """A text of the page with its places filled in. WordsError for one that is not there."""
    if key not in TEXTS or lang not in LANGUAGES:
        raise WordsError(f"text {key!r} in {lang!r} is not in the catalogue; add it (scenarios/classroom/words*.py)")
    return TEXTS[key][LANGUAGES.index(lang)].format(**values)
