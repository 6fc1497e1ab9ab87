"""Mistakes in scenario files, in Norwegian (bokmål): English template as it stands in the checks -> Norwegian.

The English stands where a mistake is found (``model/phrases.py``). Keys, names of levers and what is to be typed into a
file are the same in both languages; numbers are written as the file takes them, with a decimal point.
"""

FORMS: dict[str, str] = {
    "{where}, {key}: {flaw}": "{where}, {key}: {flaw}",
    "{file}, line {line}": "{file}, linje {line}",
    "change {nth}: {key}": "endring {nth}: {key}",
    "file": "filen",
    "scenario": "scenarioet",
    "given {given}; expected {expected}. To mend it: {mend}{stop}": (
        "oppgitt {given}; forventet {expected}. Slik rettes det: {mend}{stop}"
    ),
    "nothing": "ingenting",
    "{one} or {other}": "{one} eller {other}",
    "did you mean {names}?": "mente du {names}?",
    "choose one of {names}": "velg en av {names}",
    "one of {names}": "en av {names}",
    "write {example}": "skriv {example}",
    "write for example {example}": "skriv for eksempel {example}",
    "write for example {example}, or leave it out": "skriv for eksempel {example}, eller utelat den",
}

FILES: dict[str, str] = {
    "bytes that are not UTF-8": "byte som ikke er UTF-8",
    "a text file in UTF-8": "en tekstfil i UTF-8",
    "save the file as UTF-8": "lagre filen som UTF-8",
    "the end of the file": "slutten av filen",
    "{text} ({error})": "{text} (TOML-leserens melding finnes bare på engelsk: «{error}»)",
    'put texts, names and dates in quotes ("2027-01"); write true and false in small letters': (
        'sett tekster, navn og datoer i anførselstegn ("2027-01"); skriv true og false med små bokstaver'
    ),
    "give each key once; begin every change with its own [[change]]": (
        "oppgi hver nøkkel én gang; begynn hver endring med sin egen [[change]]"
    ),
    "lists or tables inside one another without end": "lister eller tabeller inne i hverandre uten ende",
    "lists and tables at most {deepest} deep": "lister og tabeller i høyst {deepest} nivåer",
    "close each bracket": "lukk hver klamme",
    "a whole number of more than {digits} digits": "et helt tall på mer enn {digits} sifre",
    "whole numbers of at most {digits} digits": "hele tall på høyst {digits} sifre",
    "write a smaller number": "skriv et mindre tall",
    "a scenario of the library (`run.py scenarios list`) or a file": (
        "et scenario i biblioteket (`run.py scenarios list`) eller en fil"
    ),
    "check the spelling of the name or path": "se etter skrivefeil i navnet eller stien",
    "bases that end in the rules of record": "en kjede av base-scenarioer som ender i gjeldende regler",
    "leave base out of one of these files": "utelat base i en av disse filene",
    "a key of a scenario file ({names})": "en nøkkel i en scenariofil ({names})",
    "a title": "en tittel",
    'write title = "..." at the top of the file': 'skriv title = "..." øverst i filen',
    "a text in quotes": "en tekst i anførselstegn",
    "a list of documents in quotes": "en liste av dokumenter i anførselstegn",
    "a table": "en tabell",
    "a table of its own": "en egen tabell",
    "write [{table}] on a line of its own": "skriv [{table}] på en egen linje",
    "tables [[change]]": "tabeller som heter [[change]]",
    "write [[change]], with two brackets, above each change": "skriv [[change]], med to klammer, over hver endring",
    "a key of a change ({names})": "en nøkkel i en endring ({names})",
    "move it to the top of the file, above the first [[change]]": "flytt den øverst i filen, over første [[change]]",
    "the {key} of the change": "{key} for endringen",
}

DATES: dict[str, str] = {
    "the month the change begins": "måneden endringen begynner",
    "either from or steps by date in value": "enten from eller trinn med dato i value",
    "leave from out": "utelat from",
    "at least one dated value": "minst én verdi med dato",
    "a month that exists, as YYYY-MM": "en måned som finnes, skrevet ÅÅÅÅ-MM",
    'write year and month in quotes, for example "2027-01"; months run from 01 to 12': (
        'skriv år og måned i anførselstegn, for eksempel "2027-01"; månedene går fra 01 til 12'
    ),
    "a month inside the run ({first} to {last})": "en måned i kjøringen ({first} til {last})",
    "move the date into the run, or choose another --start or --end": (
        "flytt datoen inn i kjøringen, eller velg en annen start eller et annet siste år (--start, --end)"
    ),
    "a month after {begins}: until is the first month without the change": (
        "en måned etter {begins}: until er den første måneden uten endringen"
    ),
    "choose a later until, or leave it out": "velg en senere until, eller utelat den",
    "{lever} = {value} from {begins}, {where}": "{lever} = {value} fra {begins}, {where}",
    "{lever} = {value} from {begins} until {ends}, {where}": "{lever} = {value} fra {begins} til {ends}, {where}",
    "{second}, while change {nth} (line {line}) says {first}": (
        "{second}, mens endring {nth} (linje {line}) sier {first}"
    ),
    "changes of one lever that do not overlap, or one wholly inside the area of the other": (
        "endringer av ett virkemiddel som ikke overlapper, eller der den ene ligger helt innenfor området til den andre"
    ),
    "give the earlier an until, write both as steps by date ({steps}), or part their where": (
        "gi den første en until, skriv begge som trinn med dato ({steps}), eller skill områdene deres med where"
    ),
}

VALUES: dict[str, str] = {
    "a lever of the model": "et virkemiddel i modellen",
    "a lever known to Legemod (`run.py levers` lists them)": (
        "et virkemiddel som Legemod kjenner (`run.py levers` viser alle)"
    ),
    "the name of a lever in quotes": "navnet på et virkemiddel i anførselstegn",
    "leave it out; not modelled: {reason}": "utelat det; ikke modellert: {reason}",
    "a whole number from {low:.12g} to {high:.12g} ({unit})": "et helt tall fra {low:.12g} til {high:.12g} ({unit})",
    "a number from {low:.12g} to {high:.12g} ({unit})": "et tall fra {low:.12g} til {high:.12g} ({unit})",
    "write a whole number": "skriv et helt tall",
    "write a number": "skriv et tall",
    "write a finite number": "skriv et endelig tall",
    "write {value:.0f}, without decimals": "skriv {value:.0f}, uten desimaler",
    "write the number alone, without quotes, unit or spaces": (
        "skriv tallet alene, uten anførselstegn, enhet og mellomrom"
    ),
    "a share is written {share:.6g}, not {value:.6g} percent": "en andel skrives {share:.6g}, ikke {value:.6g} prosent",
    "choose at least {low:.12g}": "velg minst {low:.12g}",
    "choose at most {high:.12g}": "velg høyst {high:.12g}",
    "the unit is NOK: write {nok:.0f} for {value:g} thousand": "enheten er kroner: skriv {nok:.0f} for {value:g} tusen",
    "the unit is NOK: write {nok:.0f} for {value:g} million": (
        "enheten er kroner: skriv {nok:.0f} for {value:g} millioner"
    ),
    "true or false ({unit})": "true eller false ({unit})",
    "write true or false, without quotes": "skriv true eller false, uten anførselstegn",
    "write one of the names, in quotes": "skriv et av navnene, i anførselstegn",
    "write one of the names, such as {name}": "skriv et av navnene, for eksempel {name}",
    "{tied} linked posts with {posts} state posts in {month}": (
        "{tied} koblede stillinger med {posts} statlige stillinger i {month}"
    ),
    "no more linked posts than lis1.state_posts, which they are part of": (
        "ikke flere koblede stillinger enn lis1.state_posts, som de er en del av"
    ),
    "lower the one or raise the other": "senk den ene eller hev den andre",
}

AREAS: dict[str, str] = {
    "everywhere": "overalt",
    "a table of areas": "en tabell av områder",
    "a kind of area ({names})": "en type område ({names})",
    "an area with at least one municipality": "et område med minst én kommune",
    "widen one of the keys: keys narrow one another, names inside one key add up": (
        "utvid en av nøklene: nøkler snevrer inn hverandre, navn i samme nøkkel legges sammen"
    ),
    "no where: the lever is one value for the whole country": (
        "ingen where: virkemiddelet har én verdi for hele landet"
    ),
    "leave where out": "utelat where",
    "an area no finer than the lever's scope ({scope})": "et område som ikke er finere enn virkemiddelet ({scope})",
    "use {examples}, or leave where out": "bruk {examples}, eller utelat where",
    "at least one name": "minst ett navn",
    "a centrality class, 1 (most central) to 6": "en sentralitetsklasse, 1 (mest sentral) til 6",
    "a municipality number as text, four digits": "et kommunenummer som tekst, fire sifre",
    'write "{number:04d}", in quotes': 'skriv "{number:04d}", i anførselstegn',
    "one municipality": "én kommune",
    "several have this name: write the number, {numbers}": "flere heter dette: skriv nummeret, {numbers}",
    "a municipality, by number or name": "en kommune, med nummer eller navn",
    "the name of {kind}": "navnet på {kind}",
    "the name of {kind}, in quotes": "navnet på {kind}, i anførselstegn",
    "the name of a place of education": "navnet på et studiested",
    "a county": "et fylke",
    "a health region": "en helseregion",
    "a trust": "et helseforetak",
    "a municipality": "en kommune",
    "a size": "en størrelse",
    "a place": "et studiested",
}

WORLD: dict[str, str] = {
    "a setting of [world]": "en innstilling i [world]",
    "switches inside [world]": "switches inne i [world]",
    "one of the national alternatives {names}": "et av de nasjonale alternativene {names}",
    "a table of {key} by name": "en tabell {key} med navn",
    "a named rate": "en rate med navn",
    "a feedback loop that can be switched": "en tilbakekobling som kan slås av og på",
    'write "on" or "off", in quotes': 'skriv "on" eller "off", i anførselstegn',
}

# What levers and settings of [world] are counted in (units of Lever and WorldSetting; those of an enum are not said).
LEVER_UNITS: dict[str, str] = {
    "new students a year at each place": "nye studenter per år på hvert studiested",
    "study places abroad a year with support from Lånekassen": (
        "studieplasser i utlandet per år med støtte fra Lånekassen"
    ),
    "share of places": "andel av plassene",
    "share of places at decentralised campuses": "andel av plassene ved desentraliserte campus",
    "weeks in a GP office during the study": "uker på et fastlegekontor i løpet av studiet",
    "GP placements in Norway offered to Norwegians who study abroad": (
        "praksis hos fastlege i Norge tilbys nordmenn som studerer i utlandet"
    ),
    "starts a year": "oppstarter per år",
    "starts a year, on top of the state posts": "oppstarter per år, i tillegg til de statlige stillingene",
    "starts a year, out of the state posts": "oppstarter per år, blant de statlige stillingene",
    "years bound after LIS1": "år med bindingstid etter LIS1",
    "NOK to pay per year of duty broken off (2025 kroner)": "kroner å betale per år som brytes (2025-kroner)",
    "times the trust's ordinary share": "ganger helseforetakets vanlige andel",
    "months": "måneder",
    "municipality and hospital may create LIS1 posts of their own": (
        "kommune og sykehus kan opprette egne LIS1-stillinger"
    ),
    "NOK per self-created post from the state (nominal to 2025, then 2025 kroner)": (
        "kroner fra staten per egen stilling (løpende til 2025, deretter 2025-kroner)"
    ),
    "posts of rural trusts are filled in a round of their own, before the others": (
        "stillinger i distriktenes helseforetak fylles i en egen runde, før de andre"
    ),
    "the municipality of the second part is named when the doctor is hired": (
        "kommunen for andre del navngis når legen ansettes"
    ),
    "LIS1 is the last part of the degree: the state offers each graduate in Norway a post": (
        "LIS1 er siste del av studiet: staten tilbyr hver nyutdannet i Norge en stilling"
    ),
    "specialists trained abroad need no LIS1 to begin GP training": (
        "spesialister utdannet i utlandet trenger ikke LIS1 for å begynne som ALIS"
    ),
    "NOK per candidate and municipal half-year (nominal to 2025, then 2025 kroner)": (
        "kroner per kandidat og kommunalt halvår (løpende til 2025, deretter 2025-kroner)"
    ),
    "doctors without LIS1 may only work under supervision": "leger uten LIS1 kan bare arbeide under veiledning",
    "months in all": "måneder i alt",
    "months a calendar year": "måneder per kalenderår",
    "months a calendar year in the out-of-hours service": "måneder per kalenderår i legevakt",
    "the same demand in hospitals' and private clinics' general practice": (
        "samme krav til allmennmedisin i sykehus og private virksomheter"
    ),
    "NOK per trainee and year at most (nominal to 2025, then 2025 kroner)": (
        "kroner per ALIS og år, på det meste (løpende til 2025, deretter 2025-kroner)"
    ),
    "NOK per trainee and year on top (nominal to 2025, then 2025 kroner)": (
        "kroner i tillegg per ALIS og år (løpende til 2025, deretter 2025-kroner)"
    ),
    "trainees per supervisor": "ALIS per veileder",
    "neighbours share supervisors": "naboer deler veiledere",
    "no ALIS grant for doctors hired through an agency": "ikke ALIS-tilskudd for leger leid inn fra vikarbyrå",
    "agreements at most at a time": "avtaler om gangen, på det meste",
    "hours of individual supervision per trainee and year": "timer individuell veiledning per ALIS og år",
    "supervision named in the 7.5 hours a week a municipality can order": (
        "veiledning hører til de 7,5 timene i uka som kommunen kan pålegge"
    ),
    "months of open, unselected practice before approval": "måneder åpen, uselektert praksis før godkjenning",
    "share of a full position at least, for open practice to count": (
        "minste stillingsandel for at åpen praksis skal telle"
    ),
    "hospital posts earmarked for the institution service of GP trainees, per trust": (
        "sykehusstillinger øremerket institusjonstjeneste for ALIS, per helseforetak"
    ),
    "salary during GP training offered with every vacant list": "fastlønn under spesialiseringen med hver ledig liste",
    "served by an ALIS office": "betjent av et ALIS-kontor",
    "group supervision run and paid by Helsedirektoratet": "gruppeveiledning drevet og betalt av Helsedirektoratet",
    "LIS1 and GP training contract in one place, for candidates with a local tie": (
        "LIS1 og ALIS-avtale på ett sted, for kandidater med lokal tilknytning"
    ),
    "NOK per consultation on top for a GP specialist (nominal to 2025, then 2025 kroner)": (
        "kroner i tillegg per konsultasjon hos spesialist i allmennmedisin (løpende til 2025, deretter 2025-kroner)"
    ),
    "doctors in training before March 2019 may finish by the old rules": (
        "leger i spesialisering før mars 2019 kan fullføre etter gammel ordning"
    ),
    "share of the income of self-employed GPs": "andel av inntekten til fastleger i næringsdrift",
    "NOK per list patient and year (nominal to 2025, then 2025 kroner)": (
        "kroner per listeinnbygger og år (løpende til 2025, deretter 2025-kroner)"
    ),
    "share of the differences between patients that the basic grant follows": (
        "andel av forskjellene mellom pasienter som basistilskuddet følger"
    ),
    "patients of the reference list": "pasienter på referanselisten",
    "NOK less per patient above 1 000 on a list and year (nominal to 2025, then 2025 kroner)": (
        "kroner mindre per pasient over 1 000 på en liste og år (løpende til 2025, deretter 2025-kroner)"
    ),
    "patients a new, short list is paid as": "pasienter en ny, kort liste betales som",
    "NOK of student debt a year (nominal to 2025, then 2025 kroner)": (
        "kroner studiegjeld per år (løpende til 2025, deretter 2025-kroner)"
    ),
    "times the list a GP can carry": "ganger listen en fastlege kan bære",
    "vacant lists offered with a municipal office and staff (agreement 8.2)": (
        "ledige lister tilbys med kommunalt kontor og personell (8.2-avtale)"
    ),
    "refund for consultations delegated to a nurse": "refusjon for konsultasjoner delegert til sykepleier",
    "NOK per GP and year for other personnel (2025 kroner)": (
        "kroner per fastlege og år til annet personell (2025-kroner)"
    ),
    "patients on a list at most": "pasienter på en liste, på det meste",
    "share of a practice's price that the municipality guarantees or pays": (
        "andel av prisen på en praksis som kommunen garanterer eller betaler"
    ),
    "years, by agreement with the municipality": "år, etter avtale med kommunen",
    "a list may be locked below its cap": "en liste kan låses under listetaket",
    "NOK per municipality and year (nominal to 2025, then 2025 kroner)": (
        "kroner per kommune og år (løpende til 2025, deretter 2025-kroner)"
    ),
    "times today's on-call shifts for GPs": "ganger dagens legevakter for fastleger",
    "hours a week freed of certificates and forms, per GP": "timer i uka frigjort fra attester og skjema, per fastlege",
    "guidance by Helsedirektoratet for municipalities with vacant lists": (
        "veiledning fra Helsedirektoratet til kommuner med ubesatte lister"
    ),
    "campaign for general practice": "kampanje for allmennmedisin",
    "NOK a locum week at most (2025 kroner)": "kroner per vikaruke, på det meste (2025-kroner)",
    "share a year": "andel per år",
    "times the fitted rate": "ganger den tilpassede raten",
}

# Finest areas a lever can differ between, and why some instruments are no levers.
SCOPES_AND_REASONS: dict[str, str] = {
    "national": "hele landet",
    "trust": "helseforetak",
    "place": "studiested",
    "municipality": "kommune",
    "C9: the yearly report to the county governor moves no doctor": (
        "C9: den årlige rapporten til statsforvalteren flytter ingen leger"
    ),
    "A19: the GP regulation does not apply there": "A19: fastlegeforskriften gjelder ikke der",
    "F7: a quality part and simpler fees are to be studied; nothing says what they would change": (
        "F7: en kvalitetsdel og enklere takster skal utredes; ingenting sier hva de ville endre"
    ),
    "F11: group agreements are to be studied and company lists were rejected": (
        "F11: gruppeavtaler skal utredes, og selskapslister ble avvist"
    ),
}

MISTAKES: dict[str, str] = {
    **FORMS, **FILES, **DATES, **VALUES, **AREAS, **WORLD, **LEVER_UNITS, **SCOPES_AND_REASONS,
}  # fmt: skip
