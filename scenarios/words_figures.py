"""Texts of the figures, English and Norwegian (bokmål) side by side: key -> (en, nb)."""

FIGURES: dict[str, tuple[str, str]] = {
    "figure.title": ("{name} ({unit})", "{name} ({unit})"),
    "figure.norway": ("Norway. {runs}.", "Norge. {runs}."),
    "figure.runs.one": ("1 run of each scenario", "1 kjøring av hvert scenario"),
    "figure.runs.many": ("{count} runs of each scenario", "{count} kjøringer av hvert scenario"),
    "figure.bands": (
        "Line: median; bands: 50 and 90 % of the runs", "Linje: median; bånd: 50 og 90 % av kjøringene"
    ),
    "figure.bands.first": (
        "Line: median; bands: 50 and 90 % of the first; bars: 90 % of the others at the end",
        "Linje: median; bånd: 50 og 90 % av det første; streker: 90 % av de andre til slutt",
    ),
    "figure.december": ("December of year", "Desember i året"),
    "figure.year": ("Year", "År"),
    "figure.observed": ("observed", "observert"),
    "figure.effect": ("Paired effect against {base} ({unit})", "Parvis virkning mot {base} ({unit})"),
    "figure.effect.bands": ("Line: mean; bands: 50 and 90 % of the pairs", "Linje: snitt; bånd: 50 og 90 % av parene"),
    "fan.level": ("{value} in {year} (90 % interval {interval})", "{value} i {year} (90 % intervall {interval})"),
    "fan.base": ("{base}: {first}, {last}.", "{base}: {first}, {last}."),
    "fan.effect": (
        " {scenario} less {base} in {year}: {effect} {unit} (90 % interval {interval}).",
        " {scenario} minus {base} i {year}: {effect} {unit} (90 % intervall {interval}).",
    ),
    # Effects of all scenarios
    "effects.title": ("Effects on the headline indicators", "Virkninger på hovedindikatorene"),
    "effects.subtitle": (
        "Norway, December, less {base}. Mark: mean; thick bar: 50 %, thin: 90 % of {pairs} pairs",
        "Norge, desember, minus {base}. Merke: snitt; tykk strek: 50 %, tynn: 90 % av {pairs} par",
    ),
    "effects.text": (
        "Six small charts of the paired effects on {names}, with 50 and 90 percent intervals. In {year}: {effects}.",
        "Seks små figurer med parvise virkninger på {names}, med 50 og 90 prosent intervaller. I {year}: {effects}.",
    ),
    "effects.text.one": ("{scenario} {effect} GPs ({interval})", "{scenario} {effect} fastleger ({interval})"),
    # Centrality
    "centrality.title": ("{name} by centrality ({unit})", "{name} etter sentralitet ({unit})"),
    "centrality.class": ("Centrality {number}", "Sentralitet {number}"),
    "centrality.most": ("Centrality {number}, most central", "Sentralitet {number}, mest sentral"),
    "centrality.least": ("Centrality {number}, least central", "Sentralitet {number}, minst sentral"),
    "centrality.subtitle": (
        "{runs}. Classes of Statistics Norway, by the list's municipality.",
        "{runs}. Klasser fra Statistisk sentralbyrå, etter listens kommune.",
    ),
    "centrality.text": (
        "One small chart for each centrality class. {base} in {year}: {levels}.",
        "En liten figur for hver sentralitetsklasse. {base} i {year}: {levels}.",
    ),
    "centrality.text.one": ("class {number} {level} ({interval})", "klasse {number} {level} ({interval})"),
    # How long list contracts last
    "tenure.title": ("GPs still in the same contract", "Fastleger som fortsatt har samme avtale"),
    "tenure.axis": ("Years since the contract began", "År siden avtalen begynte"),
    "tenure.percent": ("percent", "prosent"),
    "tenure.scenarios": ("Norway, by scenario", "Norge, etter scenario"),
    "tenure.classes": ("{base}, by centrality", "{base}, etter sentralitet"),
    "tenure.subtitle": (
        "{runs}; contracts of {first}-{last}, begun before included (Kaplan-Meier).\nLine: mean of the runs; band: "
        "90 %",
        "{runs}; avtaler i {first}-{last}, også eldre (Kaplan-Meier).\nLinje: snitt av kjøringene; bånd: 90 %",
    ),
    "tenure.text": (
        "Share of list contracts that still last, by years since they began. In {base} half have ended after "
        "{median} years; after five years {share} percent remain (90 % interval {interval}).",
        "Andel listeavtaler som fortsatt varer, etter år siden de begynte. I {base} er halvparten avsluttet etter "
        "{median} år; etter fem år gjenstår {share} prosent (90 % intervall {interval}).",
    ),
    "tenure.text.long": (
        "Share of list contracts that still last, by years since they began. In {base} fewer than half end within "
        "{last} years; after five years {share} percent remain (90 % interval {interval}).",
        "Andel listeavtaler som fortsatt varer, etter år siden de begynte. I {base} er under halvparten avsluttet "
        "innen {last} år; etter fem år gjenstår {share} prosent (90 % intervall {interval}).",
    ),
    # How long doctors wait for LIS1
    "waiting.title": ("The wait for LIS1", "Ventetiden på LIS1"),
    "waiting.axis": ("Years since the wait began", "År siden ventetiden begynte"),
    "waiting.waiting": ("who still waits", "hvem som fortsatt venter"),
    "waiting.started": ("Who has started LIS1", "Hvem som har startet LIS1"),
    "waiting.subtitle": (
        "Norway. {runs}; waits of {first}-{last}.\nPercent of those who began to wait; who gives up is in neither part."
        "\nLine: mean of the runs; band: 90 %",
        "Norge. {runs}; ventetid i {first}-{last}.\nProsent av dem som begynte å vente; den som gir opp, er ikke med."
        "\nLinje: snitt av kjøringene; bånd: 90 %",
    ),
    "waiting.text": (
        "Doctors with a degree who want LIS1, by years since they began to wait.",
        "Ferdige leger som vil ha LIS1, etter år siden de begynte å vente.",
    ),
    "waiting.text.one": (
        "{name}: after two years {started} percent have started (90 % interval {started_between}), {waiting} percent "
        "still wait ({waiting_between}), the rest have given up.",
        "{name}: etter to år har {started} prosent startet (90 % intervall {started_between}), {waiting} prosent "
        "venter fortsatt ({waiting_between}), resten har gitt opp.",
    ),
    # Maps
    "map.title": (
        "Listed inhabitants without a regular GP, {year} (percent)",
        "Innbyggere på liste uten fast lege, {year} (prosent)",
    ),
    "map.size": (
        "Area of a mark: inhabitants (2026); cross: no GP lists",
        "Merkets areal: innbyggere (2026); kryss: ingen lister",
    ),
    "map.subtitle": ("{base}. Mean of {runs} runs, December.", "{base}. Snitt av {runs} kjøringer, desember."),
    "map.percent": ("percent", "prosent"),
    "map.text": (
        "Map of {count} municipalities in {base}, December {year}. {over} of them have over 10 percent without a "
        "regular GP; highest: {worst}.",
        "Kart over {count} kommuner i {base}, desember {year}. {over} av dem har over 10 prosent uten fast lege; "
        "høyest: {worst}.",
    ),
    "map.change.title": (
        "Change in inhabitants without a regular GP, {year}", "Endring i innbyggere uten fast lege, {year}"
    ),
    "map.change.subtitle": (
        "{scenario} less {base}, percentage points. Mean of {pairs} pairs, December.",
        "{scenario} minus {base}, prosentpoeng. Snitt av {pairs} par, desember.",
    ),
    "map.change.chance": (
        "Chance: within two standard errors of the mean", "Tilfeldig: innenfor to standardfeil av snittet"
    ),
    "map.change.key": ("percentage points\nwithout a regular GP", "prosentpoeng\nuten fast lege"),
    "map.change.over": ("over {high} {way}", "over {high} {way}"),
    "map.change.between": ("{low} to {high} {way}", "{low} til {high} {way}"),
    "map.change.fewer": ("fewer", "færre"),
    "map.change.more": ("more", "flere"),
    "map.change.less": ("less, or chance", "mindre, eller tilfeldig"),
    "map.change.text": (
        "Map of {count} municipalities: {scenario} less {base}, December {year}. Beyond chance (two standard "
        "errors), {fewer} have at least {edge} percentage points fewer without a regular GP and {more} at least as "
        "many more; Norway {norway}.",
        "Kart over {count} kommuner: {scenario} minus {base}, desember {year}. Utover tilfeldigheter (to "
        "standardfeil) har {fewer} minst {edge} prosentpoeng færre uten fast lege, og {more} minst like mange flere; "
        "Norge {norway}.",
    ),
    # Backtest
    "backtest.title": ("Forecasts of 2023-2025 made from 2022", "Prognoser for 2023-2025 laget fra 2022"),
    "backtest.subtitle": (
        "Norway. Black line: what happened. Mark: median; bar: 90 % interval",
        "Norge. Svart linje: det som skjedde. Merke: median; strek: 90 % intervall",
    ),
    "backtest.legemod": ("Legemod", "Legemod"),
    "backtest.carry": ("carry forward", "videreføring"),
    "backtest.trend": ("linear trend", "lineær trend"),
    "backtest.cohort": ("cohort model", "kohortmodell"),
    "backtest.figure.text": (
        "Six small charts: forecasts made from what was known in 2022, with 90 percent intervals, against what "
        "happened. GPs in December 2025: Legemod {gps} ({interval}); counted {observed}.",
        "Seks små figurer: prognoser fra det som var kjent i 2022, med 90 prosent intervaller, mot det som skjedde. "
        "Fastleger i desember 2025: Legemod {gps} ({interval}); telt {observed}.",
    ),
}
