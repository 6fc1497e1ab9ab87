"""Texts of the report, English and Norwegian (bokmål) side by side: key -> (en, nb).

Names in braces are filled in by the room that uses the key; both languages must have the same ones (a test holds it).
"""

REPORT: dict[str, tuple[str, str]] = {
    # The head of the page
    "skip": ("Skip to the answer", "Hopp til svaret"),
    "contents": ("Contents", "Innhold"),
    "question.levels": (
        "What happens to GPs in Norway under “{title}” until {year}?",
        "Hva skjer med fastlegene i Norge med «{title}» fram til {year}?",
    ),
    "question.effects": (
        "What changes for GPs in Norway under {titles}, against “{base}”?",
        "Hva endrer seg for fastlegene i Norge med {titles}, mot «{base}»?",
    ),
    "question.quoted": ("“{title}”", "«{title}»"),
    "question.or": (" or ", " eller "),
    "question.many": (
        "What changes for GPs in Norway under {count} scenarios, against “{base}”?",
        "Hva endrer seg for fastlegene i Norge med {count} scenarioer, mot «{base}»?",
    ),
    "scenarios.intro": ("The scenarios", "Scenarioene"),
    "scenarios.rules": ("All rules of {name}", "Alle reglene i {name}"),
    "scenarios.base": ("base of the comparison", "sammenligningsgrunnlag"),
    # Headings
    "section.answer": ("The answer", "Svaret"),
    "section.effects": ("Effects", "Virkninger"),
    "section.levels": ("Levels", "Nivåer"),
    "section.time": ("Year by year", "År for år"),
    "section.places": ("Where in the country", "Hvor i landet"),
    "section.waits": ("Waiting and staying", "Ventetid og varighet"),
    "section.costs": ("What it costs", "Hva det koster"),
    "section.unknown": ("What the model does not know", "Hva modellen ikke vet"),
    "section.backtest": ("How well it has forecast", "Hvor godt modellen har truffet"),
    "section.method": ("Method", "Metode"),
    "section.record": ("Record of the run", "Om kjøringen"),
    # The answer
    "answer.gps.more": (
        "In December {year} Norway has {amount} more GPs than the {base_level} of {base} (90 % interval of the "
        "effect: {interval}).",
        "I desember {year} har Norge {amount} flere fastleger enn de {base_level} i {base} (90 % intervall for "
        "virkningen: {interval}).",
    ),
    "answer.gps.fewer": (
        "In December {year} Norway has {amount} fewer GPs than the {base_level} of {base} (90 % interval of the "
        "effect: {interval}).",
        "I desember {year} har Norge {amount} færre fastleger enn de {base_level} i {base} (90 % intervall for "
        "virkningen: {interval}).",
    ),
    "answer.gps.unsure": (
        "The model cannot tell whether Norway has more or fewer GPs in December {year} than the {base_level} of "
        "{base}: mean effect {effect}, 90 % interval {interval}.",
        "Modellen kan ikke si om Norge har flere eller færre fastleger i desember {year} enn de {base_level} i "
        "{base}: virkningen er {effect} i snitt, 90 % intervall {interval}.",
    ),
    "answer.gps.same": (
        "The number of GPs in December {year}, {base_level} in {base}, changes in none of the runs.",
        "Antallet fastleger i desember {year}, {base_level} i {base}, endrer seg ikke i noen av kjøringene.",
    ),
    "answer.share.more": (
        "The share of listed inhabitants without a regular GP is then {amount} percentage points higher than the "
        "{base_level} percent of {base} (90 % interval: {interval}).",
        "Andelen innbyggere på liste uten fast lege er da {amount} prosentpoeng høyere enn de {base_level} "
        "prosentene i {base} (90 % intervall: {interval}).",
    ),
    "answer.share.fewer": (
        "The share of listed inhabitants without a regular GP is then {amount} percentage points lower than the "
        "{base_level} percent of {base} (90 % interval: {interval}).",
        "Andelen innbyggere på liste uten fast lege er da {amount} prosentpoeng lavere enn de {base_level} "
        "prosentene i {base} (90 % intervall: {interval}).",
    ),
    "answer.share.unsure": (
        "Whether the share of listed inhabitants without a regular GP is then higher or lower than the {base_level} "
        "percent of {base} cannot be told: mean effect {effect} percentage points, 90 % interval {interval}.",
        "Om andelen innbyggere på liste uten fast lege da er høyere eller lavere enn de {base_level} prosentene i "
        "{base}, kan ikke sies: virkningen er {effect} prosentpoeng i snitt, 90 % intervall {interval}.",
    ),
    "answer.share.same": (
        "The share of listed inhabitants without a regular GP, {base_level} percent in {base}, changes in none of "
        "the runs.",
        "Andelen innbyggere på liste uten fast lege, {base_level} prosent i {base}, endrer seg ikke i noen av "
        "kjøringene.",
    ),
    "answer.cost.price": (
        "From {first} to {year} it costs all payers together {cost} million NOK (90 % interval: {interval}), which "
        "is {price} million NOK per GP-year gained.",
        "Fra {first} til {year} koster det alle betalere til sammen {cost} millioner kroner (90 % intervall: "
        "{interval}), det vil si {price} millioner kroner per vunnet fastlegeårsverk.",
    ),
    "answer.cost.saved": (
        "From {first} to {year} all payers together save {saved} million NOK (90 % interval of the extra cost: "
        "{interval}; GP-years: {gp_years}).",
        "Fra {first} til {year} sparer alle betalere til sammen {saved} millioner kroner (90 % intervall for "
        "merkostnaden: {interval}; fastlegeårsverk: {gp_years}).",
    ),
    "answer.cost.none": (
        "From {first} to {year} it costs all payers together {cost} million NOK (90 % interval: {interval}); the "
        "GP-years gained cannot be told from none, so there is no price for one.",
        "Fra {first} til {year} koster det alle betalere til sammen {cost} millioner kroner (90 % intervall: "
        "{interval}); vunne fastlegeårsverk kan ikke skilles fra null, så noen pris per årsverk finnes ikke.",
    ),
    "answer.cost.lost": (
        "From {first} to {year} it costs all payers together {cost} million NOK (90 % interval: {interval}), while "
        "GP-years are lost ({gp_years}).",
        "Fra {first} til {year} koster det alle betalere til sammen {cost} millioner kroner (90 % intervall: "
        "{interval}), mens fastlegeårsverk går tapt ({gp_years}).",
    ),
    "answer.lis1": (
        "Doctors waiting for LIS1 change by {effect} (90 % interval: {interval}).",
        "Antall leger som venter på LIS1 endres med {effect} (90 % intervall: {interval}).",
    ),
    "answer.levels.gps": (
        "In December {year} Norway has {gps} GPs with lists of {length} people on average.",
        "I desember {year} har Norge {gps} fastleger, med lister på {length} personer i snitt.",
    ),
    "answer.levels.share": (
        "{share} percent of listed inhabitants have no regular GP, on {vacant} vacant lists.",
        "{share} prosent av innbyggerne på liste har ikke fast lege, fordelt på {vacant} ubesatte lister.",
    ),
    "answer.levels.lis1": (
        "{waiting} doctors wait for LIS1, and there are {slots} more supervisor places than trainees.",
        "{waiting} leger venter på LIS1, og det er {slots} flere veiledningsplasser enn ALIS.",
    ),
    "within": ("{value} (90 % interval {interval})", "{value} (90 % intervall {interval})"),
    "note.luck": (
        "Intervals show the luck of single lives and places; parameters stand at their central values, and how "
        "unsure they are is not in the intervals.",
        "Intervallene viser tilfeldighetene i enkeltpersoners liv og på enkeltsteder; parameterne står på sine "
        "sentrale verdier, og usikkerheten i dem er ikke med i intervallene.",
    ),
    "note.draws": (
        "Intervals hold the luck of single lives and places, how unsure the fitted parameters are, and the plausible "
        "range of those that history says nothing about (effects of levers nobody has pulled, prices, some of the "
        "start of 2026). Parameters that act in history but were not fitted keep central values.",
        "Intervallene omfatter tilfeldighetene i enkeltpersoners liv og på enkeltsteder, usikkerheten i de tilpassede "
        "parameterne og det rimelige området for dem historien ikke sier noe om (virkninger av virkemidler ingen har "
        "brukt, priser, noen ved starten i 2026). Parametere som virker i historien, men ikke er tilpasset, står på "
        "sentrale verdier.",
    ),
    "note.few": (
        "Only {pairs} pairs of runs: the ends of the intervals are rough. {draws} draws with {replicates} replicates "
        "were made; 20 pairs are the default.",
        "Bare {pairs} par av kjøringer: endene av intervallene er grove. Det ble gjort {draws} trekninger med "
        "{replicates} gjentak; 20 par er det vanlige.",
    ),
    # Tables
    "table.year": ("Year", "År"),
    "table.interval": ("90 % interval", "90 % intervall"),
    "table.effect": ("Effect", "Virkning"),
    "table.better": ("Better", "Bedre"),
    "table.effects": ("{scenario} against {base}, Norway, December", "{scenario} mot {base}, Norge, desember"),
    "table.levels": ("{base}, Norway, December", "{base}, Norge, desember"),
    "table.label": ("{name} ({unit})", "{name} ({unit})"),
    "table.label.effect": ("{name} ({unit}; effect: {extra})", "{name} ({unit}; virkning: {extra})"),
    "effects.note": (
        "Effect: mean of the paired differences. Better: share of pairs in which the scenario beats the base, a tie "
        "counting one half; better means {better}. All years, areas and indicators are in yearly.csv and "
        "effects.csv, and the smaller tables in tables.xlsx.",
        "Virkning: snittet av parvise forskjeller. Bedre: andelen par der scenarioet er bedre enn grunnlaget, der "
        "likt teller halvt; bedre betyr {better}. Alle år, områder og indikatorer står i yearly.csv og effects.csv, "
        "og de mindre tabellene i tables.xlsx.",
    ),
    "levels.note": (
        "Mean of the runs. All years, areas and indicators are in yearly.csv, and the smaller tables in tables.xlsx.",
        "Snitt av kjøringene. Alle år, områder og indikatorer står i yearly.csv, og de mindre tabellene i tables.xlsx.",
    ),
    "better.higher": ("higher for {names}", "høyere for {names}"),
    "better.lower": ("lower for {names}", "lavere for {names}"),
    "list.and": (" and ", " og "),
    # Costs
    "costs.caption": (
        "Extra cost in million NOK of 2025, summed over the years, and what it buys",
        "Merkostnad i millioner 2025-kroner, summert over årene, og hva den gir",
    ),
    "costs.scenario": ("Scenario", "Scenario"),
    "costs.years": ("Years", "År"),
    "costs.state": ("State", "Staten"),
    "costs.folketrygd": ("National insurance", "Folketrygden"),
    "costs.patient": ("Patients", "Pasientene"),
    "costs.municipal": ("Municipalities", "Kommunene"),
    "costs.total": ("All (90 % interval)", "Alle (90 % intervall)"),
    "costs.gp_years": ("GP-years (90 % interval)", "Fastlegeårsverk (90 % intervall)"),
    "costs.price": ("Million NOK per GP-year (90 % interval)", "Millioner kroner per fastlegeårsverk (90 % intervall)"),
    "costs.anyway": ("Would have come anyway", "Ville kommet uansett"),
    "costs.percent": ("{value} %", "{value} %"),
    "costs.note": (
        "All costs the model counts, not only those of the levers (lever_costs.csv has these by payer and lever). "
        "Intervals are of the mean over pairs. A dash: the GP-years gained cannot be told from none, so there is no "
        "price. Would have come anyway: of doctors who were no GPs before the first change and are GPs in the last "
        "December under the scenario, the share who are GPs at that time in the paired run without it. All rows are "
        "in costs.csv.",
        "Alle kostnader som modellen teller, ikke bare virkemidlenes egne (lever_costs.csv har disse etter betaler "
        "og virkemiddel). Intervallene gjelder snittet over par. Strek: vunne fastlegeårsverk kan ikke skilles fra "
        "null, så noen pris finnes ikke. Ville kommet uansett: av leger som ikke var fastleger før den første "
        "endringen og er fastleger siste desember med scenarioet, andelen som er fastleger da også i parets kjøring "
        "uten det. Alle rader står i costs.csv.",
    ),
    # What the model does not know
    "unknown.intro": (
        "The model is a way of reasoning with numbers, not a promise. Most effects of policy rest on judgement with "
        "wide ranges, many of which include zero. The tables name what this answer leans on.",
        "Modellen er en måte å resonnere med tall på, ikke et løfte. De fleste virkninger av tiltak hviler på skjønn "
        "med vide intervaller, og mange av dem omfatter null. Tabellene viser hva dette svaret bygger på.",
    ),
    "unknown.levers": ("Levers that the scenarios change", "Virkemidler som scenarioene endrer"),
    "unknown.lever": ("Lever", "Virkemiddel"),
    "unknown.value": ("Value", "Verdi"),
    "unknown.from": ("From", "Fra"),
    "unknown.where": ("Where", "Hvor"),
    "unknown.everywhere": ("everywhere", "overalt"),
    "unknown.evidence": ("Values with evidence", "Verdier med erfaring"),
    "unknown.evidence.none": ("none known", "ingen kjent"),
    "unknown.evidence.range": ("{low} to {high}", "{low} til {high}"),
    "unknown.within": ("Within the evidence", "Innenfor erfaringen"),
    "unknown.yes": ("yes", "ja"),
    "unknown.no": ("no", "nei"),
    "unknown.nothing": ("nothing to judge by", "ikke noe å dømme etter"),
    "unknown.grade": ("Evidence", "Grunnlag"),
    "unknown.parameters": (
        "Parameters that the effect of {scenario} hangs on",
        "Parametere som virkningen av {scenario} henger på",
    ),
    "unknown.parameters.base": (
        "Parameters that the level hangs on in {scenario}", "Parametere som nivået i {scenario} henger på",
    ),
    "unknown.parameter": ("Parameter", "Parameter"),
    "unknown.own": ("Of the levers' own mechanisms", "I virkemidlenes egne mekanismer"),
    "unknown.way": ("On the way of every effect", "På veien for enhver virkning"),
    "unknown.unit": ("Unit", "Enhet"),
    "unknown.used": ("In these runs", "I disse kjøringene"),
    "unknown.range": ("Plausible range", "Rimelig område"),
    "unknown.known": ("In the intervals?", "Med i intervallene?"),
    "unknown.informed": ("yes, history says something", "ja, historien sier noe"),
    "unknown.assumption": ("yes, but history says nothing", "ja, men historien sier ingenting"),
    "unknown.fixed": ("no, held at one value", "nei, holdt på én verdi"),
    "unknown.unseen": ("yes, all of the plausible range", "ja, hele det rimelige området"),
    "unknown.note": (
        "In these runs: the value used, and where it varied the 90 % interval of its draws. Plausible range: what "
        "was held possible before history was looked at. A parameter held at one value adds no uncertainty to the "
        "intervals above, though it is uncertain. Sources: uv run run.py parameters NAME; how much each counts: uv "
        "run run.py sensitivity.",
        "I disse kjøringene: verdien som er brukt, og der den varierte, 90 % intervall for trekningene. Rimelig "
        "område: det som ble holdt for mulig før historien ble sett på. En parameter som holdes på én verdi, gir "
        "ingen usikkerhet i intervallene over, enda den er usikker. Kilder: uv run run.py parameters NAVN; hvor mye "
        "hver betyr: uv run run.py sensitivity.",
    ),
    "unknown.warnings": ("Warnings", "Advarsler"),
    "unknown.warnings.none": (
        "None: no value lies outside the range for which there is evidence.",
        "Ingen: ingen verdi ligger utenfor området det finnes erfaring med.",
    ),
    "unknown.warnings.beyond": (
        "{scenario}: {lever} = {value} from {month} is beyond the evidence ({evidence}).",
        "{scenario}: {lever} = {value} fra {month} er utenfor erfaringen ({evidence}).",
    ),
    "unknown.warnings.given": (
        "{count} warnings were given when the scenarios were read; they stand in English under “{record}”.",
        "{count} advarsler ble gitt da scenarioene ble lest; de står på engelsk under «{record}».",
    ),
    "unknown.limits": ("Known limits", "Kjente begrensninger"),
    "unknown.limit.hospital": (
        "Posts for hospital doctors grow by {growth} percent a year in the runs. Results after about 2040 lean on it.",
        "Stillinger for sykehusleger øker med {growth} prosent i året i kjøringene. Resultater etter omtrent 2040 "
        "avhenger av det.",
    ),
    "unknown.limit.hospital.unknown": (
        "Results after about 2040 lean on how fast posts for hospital doctors grow.",
        "Resultater etter omtrent 2040 avhenger av hvor raskt stillinger for sykehusleger øker.",
    ),
    "unknown.limit.places": (
        "Single municipalities are small: their numbers are possible futures, not forecasts. Municipalities are "
        "those of the GP list, not of residence.",
        "Enkeltkommuner er små: tallene deres er mulige framtider, ikke prognoser. Kommunen er listens, ikke "
        "bostedets.",
    ),
    "unknown.limit.learning": (
        "Quality of care, learning and continuity are not modelled; a doctor is counted, not judged.",
        "Kvalitet, læring og kontinuitet er ikke modellert; leger telles, de vurderes ikke.",
    ),
    # Backtest
    "backtest.text": (
        "The model was fitted to what was known in 2022 and asked for 2023-2025, which it had not seen. Of {targets} "
        "published figures {covered} percent lie inside its 90 % intervals. Its score (CRPS, lower is better) is "
        "{score} times that of carrying the last figure forward, over the figures both forecast.",
        "Modellen ble tilpasset det som var kjent i 2022, og spurt om 2023-2025, som den ikke hadde sett. Av "
        "{targets} publiserte tall ligger {covered} prosent innenfor 90 %-intervallene. Poengsummen (CRPS, lavere er "
        "bedre) er {score} ganger den for å føre siste tall videre, på de tallene begge gir.",
    ),
    "backtest.note": (
        "All figures, and plainer forecasts: docs/validation.md and calibration/posterior/backtest.csv.",
        "Alle tall, og enklere prognoser: docs/validation.md og calibration/posterior/backtest.csv.",
    ),
    # Method and record
    "method.model": (
        "Legemod follows every doctor, GP list and municipality of Norway month by month, from January {first} to "
        "December {last}: medical students, LIS1, choice of work, GP training and supervision, a market for posts, "
        "lists, leaving and retiring, municipal budgets. Rules of policy are dated; a scenario changes some of them.",
        "Legemod følger hver lege, fastlegeliste og kommune i Norge måned for måned, fra januar {first} til desember "
        "{last}: medisinstudenter, LIS1, valg av arbeid, spesialisering og veiledning, et marked for hjemler, "
        "lister, avgang og pensjon, kommunebudsjetter. Regler er datert; et scenario endrer noen av dem.",
    ),
    "method.runs": (
        "Each scenario was run {runs}: {draws} of the fitted parameters, {replicates} of luck each. The same "
        "replicate has the same luck in every scenario, so an effect is the difference within a pair of runs, never "
        "between two separate means.",
        "Hvert scenario ble kjørt {runs}: {draws} av de tilpassede parameterne, {replicates} av tilfeldighetene for "
        "hver. Samme gjentak har samme tilfeldigheter i alle scenarioer, så en virkning er forskjellen innenfor et "
        "par av kjøringer, aldri mellom to løse snitt.",
    ),
    "method.runs.central": (
        "Each scenario was run {runs} with the central parameters, each with its own luck. The same replicate has "
        "the same luck in every scenario, so an effect is the difference within a pair of runs, never between two "
        "separate means.",
        "Hvert scenario ble kjørt {runs} med de sentrale parameterne, hver med sine tilfeldigheter. Samme gjentak "
        "har samme tilfeldigheter i alle scenarioer, så en virkning er forskjellen innenfor et par av kjøringer, "
        "aldri mellom to løse snitt.",
    ),
    "method.numbers": (
        "A stock is its value in December, a flow the sum of the year; shares are sums divided by sums. Intervals of "
        "levels and effects go from the 5 to the 95 percent quantile of the runs or pairs. Money is NOK of 2025.",
        "En beholdning er verdien i desember, en strøm er summen over året; andeler er summer delt på summer. "
        "Intervaller for nivåer og virkninger går fra 5- til 95-prosentkvantilen av kjøringene eller parene. Penger "
        "er 2025-kroner.",
    ),
    "method.more": (
        "The model is described in docs/odd.md, its tests on history in docs/validation.md.",
        "Modellen er beskrevet i docs/odd.md, prøvene mot historien i docs/validation.md.",
    ),
    "times.one": ("once", "én gang"),
    "times.many": ("{count} times", "{count} ganger"),
    "draws.one": ("one draw", "én trekning"),
    "draws.many": ("{count} draws", "{count} trekninger"),
    "replicates.one": ("one replicate", "ett gjentak"),
    "replicates.many": ("{count} replicates", "{count} gjentak"),
    "record.start": ("start", "start"),
    "record.end": ("last year", "siste år"),
    "record.seed": ("seed", "frø"),
    "record.draws": ("draws", "trekninger"),
    "record.replicates": ("replicates", "gjentak"),
    "record.identity": ("identity of the study", "kjøringens identitet"),
    "record.digest": ("SHA-256 of {what}", "SHA-256 av {what}"),
    "record.code": ("the code", "koden"),
    "record.data": ("the data", "dataene"),
    "record.parameters": ("the central parameters", "de sentrale parameterne"),
    "record.posterior": ("the posterior", "posterioren"),
    "record.unseen": ("the parameters history does not show", "parameterne historien ikke viser"),
    "record.scenario": ("scenario {name}", "scenario {name}"),
    "record.packages": ("packages", "programpakker"),
    "record.resolved": ("The scenarios as they were run", "Scenarioene slik de ble kjørt"),
    "record.warnings": ("Warnings as the program gave them", "Advarsler slik programmet ga dem (engelsk)"),
    "figure.data": ("Numbers: {file}.", "Tall: {file}."),
}
