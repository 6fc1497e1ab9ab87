"""What people ask for: one table of every variable of a run and every indicator made from them.

A *variable* is counted by the ledger each month, by municipality or for the nation. A *derived* indicator
has a formula over variables. Stock = value at month end, its yearly value is that of December; flow = what
happened in the month, its yearly value is the sum of twelve; ratio = sums divided by sums. Where a flow is
divided by a stock, the stock is the mean of the twelve month ends (person-years): an exit rate is a rate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

STOCK, FLOW, RATIO = "stock", "flow", "ratio"
HIGHER, LOWER, NEITHER = "higher", "lower", "none"


class IndicatorError(ValueError):
    """A run holds a variable that is not declared, or lacks one that is."""


@dataclass(frozen=True)
class Indicator:
    """One row of the table.

    kind: stock, flow or ratio; national: known for the whole country only; better: which way is an
    improvement; plus, minus: variables added and subtracted (the numerator of a ratio); over, over_minus: the
    denominator; factor: the result is multiplied by it; threshold: count the municipalities whose ratio
    exceeds it; monthly: derived, and written to months.nc beside the variables.
    """

    name: str
    kind: str
    unit: str
    long_name: str
    long_name_nb: str
    better: str = NEITHER
    national: bool = False
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    over_minus: tuple[str, ...] = ()
    factor: float = 1.0
    threshold: float | None = None
    monthly: bool = False

    @property
    def derived(self) -> bool:
        """Made from variables rather than counted by the ledger."""
        return bool(self.plus)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of what it is made from: itself, where the ledger counts it."""
        return (*self.plus, *self.minus, *self.over, *self.over_minus) or (self.name,)

    @property
    def headline(self) -> bool:
        """One of the six shown first."""
        return self.name in HEADLINE

    @property
    def formula(self) -> str:
        """The formula as text, ``""`` for a variable: ``gps_women / gps``."""
        if not self.derived:
            return ""
        text = _signed(self.plus, self.minus)
        if self.over:
            text = f"{_bracket(text)} / {_bracket(_signed(self.over, self.over_minus))}"
        if self.factor != 1.0:
            text = f"{self.factor:g} x {_bracket(text)}"
        return text if self.threshold is None else f"municipalities where {text} > {self.threshold:g}"


def _signed(plus: tuple[str, ...], minus: tuple[str, ...]) -> str:
    return " + ".join(plus) + "".join(f" - {name}" for name in minus)


def _bracket(text: str) -> str:
    return f"({text})" if " + " in text or " - " in text else text


def _stock(name: str, unit: str, en: str, nb: str, better: str = NEITHER) -> Indicator:
    return Indicator(name, STOCK, unit, en, nb, better)


def _flow(name: str, unit: str, en: str, nb: str, better: str = NEITHER) -> Indicator:
    return Indicator(name, FLOW, unit, en, nb, better)


_NOK = "NOK (2025)"

# fmt: off
_MUNICIPAL = (
    _stock("gps", "doctors", "GPs, unique doctors by main list", "fastleger", HIGHER),
    _stock("lists", "lists", "GP lists, with a doctor and vacant", "fastlegelister"),
    _stock("lists_vacant", "lists", "lists without a regular GP", "lister uten fast lege", LOWER),
    _stock("lists_vacant_over_12_months", "lists", "lists vacant for more than twelve months",
        "lister ubesatt i over tolv måneder", LOWER),
    _flow("lists_opened", "lists", "lists opened", "lister opprettet"),
    _flow("lists_closed", "lists", "lists closed", "lister lagt ned"),
    _stock("patients_with_gp", "people", "inhabitants with a regular GP",
        "innbyggere på liste med fast lege", HIGHER),
    _stock("patients_without_gp", "people", "inhabitants without a regular GP",
        "innbyggere på liste uten fast lege", LOWER),
    _stock("list_capacity", "people", "sum of the caps of lists with a doctor",
        "sum listetak, lister med lege"),
    _stock("gp_specialists", "doctors", "GPs who are GP specialists", "fastleger som er spesialister",
        HIGHER),
    _stock("gps_women", "doctors", "women among GPs", "kvinner blant fastlegene"),
    _stock("gps_salaried", "doctors", "salaried GPs", "fastleger med fastlønn"),
    _stock("gps_untrained", "doctors", "GPs neither specialist nor in training",
        "fastleger uten spesialitet og ikke i spesialisering", LOWER),
    _flow("gp_entries", "doctors", "doctors who entered the GP scheme", "nye i fastlegeordningen",
        HIGHER),
    _flow("gp_exits", "doctors", "GPs who left the scheme, retirement included",
        "sluttet i fastlegeordningen", LOWER),
    _flow("gp_retirements", "doctors", "of them retired", "av dem pensjonert"),
    _flow("gp_moves_in", "doctors", "GPs who moved in from another municipality",
        "fastleger flyttet inn"),
    _flow("gp_moves_out", "doctors", "GPs who moved to another municipality", "fastleger flyttet ut"),
    _flow("contracts_ended", "contracts", "list contracts ended, of any cause", "avtaler avsluttet"),
    _stock("alis", "doctors", "doctors in GP specialty training (ALIS)",
        "leger i allmennlegespesialisering (ALIS)"),
    _stock("alis_agreements", "doctors", "trainees who hold an ALIS agreement", "ALIS med ALIS-avtale"),
    _stock("alis_without_supervisor", "doctors", "trainees without a supervisor", "ALIS uten veileder",
        LOWER),
    _stock("supervisor_slots", "places", "places supervisors can offer", "veiledningsplasser", HIGHER),
    _stock("municipal_doctors_off_list", "doctors", "municipal doctors without a list",
        "kommuneleger uten liste"),
    _flow("locum_months", "months", "locum months on GP lists", "vikarmåneder"),
    _flow("locum_months_on_vacant_lists", "months", "locum months on vacant lists",
        "vikarmåneder på ubesatte lister"),
    _stock("lis1_municipality", "doctors", "LIS1 doctors in their municipal part", "LIS1 i kommunedelen"),
    _flow("lis1_months_unfilled", "months", "LIS1 municipal months without a doctor",
        "LIS1-måneder i kommune uten lege", LOWER),
    _flow("posts_advertised", "post-months", "GP posts on offer, counted each month",
        "utlyste hjemler, per måned"),
    _flow("post_applicants", "applications", "applications for GP posts, counted each month",
        "søknader til hjemler, per måned"),
    _stock("inhabitants", "people", "inhabitants", "innbyggere"),
    _stock("need", "contacts/year", "GP contacts the inhabitants need", "behov for legekontakter"),
    _stock("capacity", "contacts/year", "GP contacts the GPs can give", "kapasitet for legekontakter",
        HIGHER),
    _flow("cost_municipal_nok", _NOK, "net cost of municipalities", "kommunenes nettokostnad"),
    _stock("gps_office_agreement", "doctors", "self-employed GPs in a municipal office (agreement 8.2)",
        "fastleger med avtale 8.2"),
    _stock("introduction_agreements", "doctors", "trainees in introduction agreements",
        "leger i introduksjonsavtale"),
    _stock("institution_waiting", "doctors", "trainees due for institution service without a place",
        "ALIS som venter på institusjonstjeneste", LOWER),
    _stock("bonded_doctors", "doctors", "doctors bound by a LIS1 contract, from hiring on",
        "leger med bindingstid"),
    _stock("locked_places", "people", "free places on locked lists", "ledige plasser på låste lister", LOWER),
    _flow("oncall_shifts", "shifts", "on-call shifts taken by GPs", "legevakter tatt av fastleger", LOWER),
    _stock("gp_income_sum_nok", _NOK, "income a new self-employed GP can expect, summed over lists",
        "ventet inntekt for ny næringsdrivende, sum over lister"),
    _flow("lis1_quits", "doctors", "doctors who left the municipal part of LIS1",
        "sluttet i kommunedelen av LIS1", LOWER),
    _flow("lis1_linked", "doctors", "LIS1 doctors with a promised GP training post who began the municipal part",
        "LIS1 med lovet ALIS-stilling i kommunedelen"),
    _flow("lis1_own_posts", "posts", "self-created LIS1 posts filled", "selvopprettede LIS1-stillinger"),
)
# fmt: on

# fmt: off
_NATIONAL = (
    _stock("students", "people", "medical students in Norway and abroad",
        "medisinstudenter i Norge og utlandet"),
    _flow("graduates", "people", "medical graduates", "nyutdannede leger"),
    _flow("lis1_first_applicants", "people", "first-time applicants for LIS1",
        "førstegangssøkere til LIS1"),
    _flow("lis1_applicants", "people", "applicants for LIS1, counted in each round",
        "søkere til LIS1, per runde"),
    _flow("lis1_posts", "posts", "LIS1 posts offered", "LIS1-stillinger"),
    _flow("lis1_hired", "people", "doctors hired to LIS1", "ansatt i LIS1"),
    _flow("lis1_unfilled", "posts", "LIS1 posts without a doctor", "ubesatte LIS1-stillinger", LOWER),
    _stock("lis1_waiting", "people", "doctors waiting for LIS1", "leger som venter på LIS1", LOWER),
    _flow("lis1_wait_months", "months", "months waited for LIS1, summed over those hired",
        "ventemåneder for LIS1, sum over ansatte", LOWER),
    _stock("lis1_hospital", "people", "LIS1 doctors in their hospital part", "LIS1 i sykehusdelen"),
    _flow("lis1_completed", "people", "doctors who completed LIS1", "fullført LIS1", HIGHER),
    _stock("hospital_trainees", "doctors", "hospital doctors in training",
        "sykehusleger i spesialisering"),
    _stock("hospital_specialists", "doctors", "hospital specialists", "sykehusspesialister"),
    _flow("new_gp_specialists", "doctors", "new GP specialists, on and off lists",
        "nye spesialister i allmennmedisin", HIGHER),
    _flow("immigrated", "doctors", "foreign-trained doctors who arrived", "leger innvandret"),
    _flow("cost_state_nok", _NOK, "cost of the state, grants and posts", "statens kostnad"),
    _flow("cost_folketrygd_nok", _NOK, "cost of national insurance", "folketrygdens kostnad"),
    _flow("cost_patient_nok", _NOK, "co-payments of patients", "pasientenes egenandeler"),
    _stock("students_rural_origin", "people", "students in Norway who grew up in centrality 5-6 or the north",
        "studenter i Norge fra sentralitet 5-6 eller nord"),
    _stock("students_gp_inclined", "people", "students with more than the usual taste for general practice",
        "studenter med mer enn vanlig lyst til allmennpraksis"),
    _flow("lis1_hired_home_educated", "people", "doctors trained in Norway hired to LIS1",
        "ansatt i LIS1, utdannet i Norge"),
    _flow("lis1_hired_with_tie", "people", "doctors hired to LIS1 who grew up in the trust's area",
        "ansatt i LIS1 der de vokste opp"),
    _flow("bonding_breaches", "doctors", "doctors who broke off a bonding duty", "brudd på bindingstid", LOWER),
    _stock("gp_seekers", "doctors", "doctors without a list who look for one",
        "leger uten liste som søker fastlegehjemmel"),
    _stock("locum_week_nok", _NOK, "price of a locum week", "pris for en vikaruke", LOWER),
)
# fmt: on


def _ratio(
    name: str, unit: str, en: str, nb: str, better: str, plus: str, over: str, **more: Any
) -> Indicator:
    """Ratio from two texts of names; a leading ``-`` subtracts."""
    up, down = plus.split(), over.split()
    return Indicator(
        name,
        RATIO,
        unit,
        en,
        nb,
        better,
        plus=tuple(n for n in up if n[0] != "-"),
        minus=tuple(n[1:] for n in up if n[0] == "-"),
        over=tuple(n for n in down if n[0] != "-"),
        over_minus=tuple(n[1:] for n in down if n[0] == "-"),
        **more,
    )


# fmt: off
_DERIVED = (
    _ratio("patients_without_gp_share", "share", "share of listed inhabitants without a regular GP",
        "andel innbyggere på liste uten fast lege", LOWER, "patients_without_gp",
        "patients_with_gp patients_without_gp"),
    _ratio("lists_vacant_share", "share", "share of lists without a regular GP",
        "andel lister uten fast lege", LOWER, "lists_vacant", "lists"),
    _ratio("list_length_mean", "people/list", "mean list length, lists with a doctor",
        "gjennomsnittlig listelengde", LOWER, "patients_with_gp", "lists -lists_vacant"),
    _ratio("list_cap_mean", "people/list", "mean list cap, lists with a doctor",
        "gjennomsnittlig listetak", NEITHER, "list_capacity", "lists -lists_vacant"),
    _ratio("specialist_share", "share", "share of GPs who are specialists", "andel spesialister", HIGHER,
        "gp_specialists", "gps"),
    _ratio("women_share", "share", "share of women among GPs", "kvinneandel", NEITHER, "gps_women",
        "gps"),
    _ratio("salaried_share", "share", "share of GPs with salary", "andel med fastlønn", NEITHER,
        "gps_salaried", "gps"),
    _ratio("gps_per_10000", "doctors/10 000 people", "GPs per 10 000 inhabitants",
        "fastleger per 10 000 innbyggere", HIGHER, "gps", "inhabitants", factor=10_000.0),
    _ratio("exit_rate", "per year", "exits from the scheme per GP-year", "avgang per fastlegeår", LOWER,
        "gp_exits", "gps"),
    _ratio("locum_cover_share", "share", "share of time on vacant lists covered by a locum",
        "andel av tid på ubesatte lister dekket av vikar", HIGHER, "locum_months_on_vacant_lists",
        "lists_vacant", factor=1.0 / 12.0),
    _ratio("capacity_per_need", "share", "contacts GPs can give per contact needed",
        "kapasitet per behov", HIGHER, "capacity", "need"),
    _ratio("applicants_per_post", "applicants/post", "applicants per GP post on offer",
        "søkere per hjemmel", HIGHER, "post_applicants", "posts_advertised", monthly=True),
    _ratio("lis1_wait_mean", "months", "mean wait of those hired to LIS1",
        "gjennomsnittlig ventetid for LIS1", LOWER, "lis1_wait_months", "lis1_hired", national=True),
    _ratio("gp_income_nok", _NOK, "income a new self-employed GP can expect",
        "ventet inntekt for ny næringsdrivende fastlege", NEITHER, "gp_income_sum_nok", "lists"),
    _ratio("oncall_shifts_per_gp", "shifts/year", "on-call shifts per GP", "legevakter per fastlege", LOWER,
        "oncall_shifts", "gps"),
    Indicator("free_places", STOCK, "people",
        "free places on lists with a doctor, net of lists over their cap", "ledige plasser, netto",
        HIGHER, plus=("list_capacity",), minus=("patients_with_gp",)),
    Indicator("supervisor_slots_less_need", STOCK, "places", "supervisor places less trainees",
        "veiledningsplasser minus ALIS", HIGHER, plus=("supervisor_slots",), minus=("alis",)),
    Indicator("municipalities_over_10_percent_uncovered", STOCK, "municipalities",
        "municipalities with over 10 percent without a regular GP",
        "kommuner med over 10 prosent uten fast lege", LOWER, plus=("patients_without_gp",),
        over=("patients_with_gp", "patients_without_gp"), threshold=0.10),
)
# fmt: on

MUNICIPAL: dict[str, Indicator] = {row.name: row for row in _MUNICIPAL}
NATIONAL: dict[str, Indicator] = {row.name: replace(row, national=True) for row in _NATIONAL}
VARIABLES: dict[str, Indicator] = {**MUNICIPAL, **NATIONAL}
DERIVED: dict[str, Indicator] = {row.name: row for row in _DERIVED}
INDICATORS: dict[str, Indicator] = {**VARIABLES, **DERIVED}

# The six that terminal, figures and report show first, in this order.
HEADLINE: tuple[str, ...] = (
    "gps",
    "patients_without_gp_share",
    "lists_vacant",
    "list_length_mean",
    "lis1_waiting",
    "supervisor_slots_less_need",
)


def check_variables(municipal: Iterable[str], national: Iterable[str]) -> None:
    """Raise IndicatorError, naming each surplus and missing variable, unless a run holds the table's own."""
    problems = []
    for level, given, declared in (
        ("municipal", set(municipal), MUNICIPAL),
        ("national", set(national), NATIONAL),
    ):
        for name in sorted(given - set(declared)):
            problems.append(f"unknown {level} variable {name!r}{_hint(name, level)}")
        for name in sorted(set(declared) - given):
            problems.append(f"{level} variable {name!r} is missing")
    if problems:
        raise IndicatorError("the run does not match model/indicators.py: " + "; ".join(problems))


def _hint(name: str, level: str) -> str:
    if name in DERIVED:
        return f" (it is derived: {DERIVED[name].formula}; count those variables instead)"
    if name in VARIABLES:
        return f" (declared as {'national' if level == 'municipal' else 'municipal'})"
    return " (declare it in model/indicators.py with unit, kind and names)"
