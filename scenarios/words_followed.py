"""Texts on where the doctors went and what held them back, English and Norwegian (bokmål): key -> (en, nb)."""

FOLLOWED: dict[str, tuple[str, str]] = {
    # Where the doctors went
    "section.destinations": ("Where the doctors went", "Hvor legene ble av"),
    "went.posts": (
        "{scenario} offers {posts} more LIS1 posts a year than {base}. Of 100 extra posts a year, {gp} more doctors "
        "({gp_between}) are in a GP list after {after} years, in December {year}, {rural} of them ({rural_between}) in "
        "centrality 5-6; {unfilled} of the 100 find no applicant.",
        "{scenario} gir {posts} flere LIS1-stillinger i året enn {base}. Av 100 ekstra stillinger i året er {gp} flere "
        "leger ({gp_between}) fastleger etter {after} år, i desember {year}, {rural} av dem ({rural_between}) i "
        "sentralitet 5-6; {unfilled} av de 100 får ingen søker.",
    ),
    "went.lives": (
        "After {after} years, in December {year}, the lives of {lives} doctors ({between}) differ between {base} and "
        "{scenario}.",
        "Etter {after} år, i desember {year}, er livet til {lives} leger ({between}) forskjellig i {base} og "
        "{scenario}.",
    ),
    "went.exchange": (
        "{share} percent of that is exchange: a destination loses as many as it gains, for one doctor more in a place "
        "moves others.",
        "{share} prosent av det er bytter: en gruppe taper like mange som den vinner, for én lege mer på et sted "
        "flytter andre.",
    ),
    "went.net": ("Net change: {changes}.", "Netto endring: {changes}."),
    "went.net.scaled": (
        "Net change for 100 extra posts a year: {changes}.",
        "Netto endring for 100 ekstra stillinger i året: {changes}.",
    ),
    "went.nothing": (
        "No destination gains or loses more doctors than chance alone explains.",
        "Ingen gruppe vinner eller taper flere leger enn tilfeldigheter alene forklarer.",
    ),
    "went.brackets": (
        "Pairs of runs compared: {pairs}; in brackets: 90 % interval over them.",
        "Par av kjøringer sammenlignet: {pairs}; i parentes: 90 % intervall over dem.",
    ),
    "flow.title": (
        "Doctors whose life differs {after} years after {scenario} began",
        "Leger som får et annet liv, {after} år etter at {scenario} begynte",
    ),
    "flow.subtitle": (
        "Norway, December {year}. Left: {base}, right: {scenario}. {lives} doctors ({between}).\nA band: doctors who "
        "went that way. Mean of {pairs} pairs of runs; in brackets: 90 % interval of the net change",
        "Norge, desember {year}. Venstre: {base}, høyre: {scenario}. {lives} leger ({between}).\nEt bånd: leger som "
        "gikk den veien. Snitt av {pairs} par av kjøringer; i parentes: 90 % intervall for netto endring",
    ),
    "flow.left": ("In the base", "I grunnlaget"),
    "flow.right": ("In the scenario, net change", "I scenarioet, netto endring"),
    # Bottlenecks
    "section.bottlenecks": ("What held back", "Hva som holdt igjen"),
    "gate.nation": (
        "{scenario}, {year}: most are {what}, {mean} on average through the year ({low} to {high}), the most in "
        "{binding} percent of the runs; next {next}, {next_mean} ({next_low} to {next_high}).",
        "{scenario}, {year}: flest er {what}, {mean} i snitt gjennom året ({low} til {high}), flest i {binding} "
        "prosent av kjøringene; deretter {next}, {next_mean} ({next_low} til {next_high}).",
    ),
    "gate.move": (
        "The bottleneck moves under {scenario}: in {first} {before}, in {last} {after}.",
        "Flaskehalsen flytter seg med {scenario}: i {first} {before}, i {last} {after}.",
    ),
    "gate.stay": (
        "The bottleneck under {scenario} is the same in {first} and in {last}: {before}.",
        "Flaskehalsen med {scenario} er den samme i {first} og i {last}: {before}.",
    ),
    "gate.rural": ("In centrality 5-6 in {year}: {parts}.", "I sentralitet 5-6 i {year}: {parts}."),
    "gate.none": ("Nobody was turned away in {year}.", "Ingen ble avvist i {year}."),
    "gate.title": (
        "What held doctors back, and where posts and lists lacked doctors",
        "Hva som holdt leger igjen, og hvor stillinger og lister manglet leger",
    ),
    "gate.subtitle.bands": (
        "Norway, doctors, posts or lists on average through the year. Mean of {runs} runs; bands: 90 % of the runs",
        "Norge, leger, stillinger eller lister i snitt gjennom året. Snitt av {runs} kjøringer; bånd: 90 % av dem",
    ),
    "gate.subtitle.bars": (
        "Norway, doctors, posts or lists on average through the year. Mean of {runs} runs; bars: 90 % of them",
        "Norge, leger, stillinger eller lister i snitt gjennom året. Snitt av {runs} kjøringer; streker: 90 % av dem",
    ),
    "gate.year": ("Year", "År"),
    "gate.who": ("Doctors, posts or lists", "Leger, stillinger eller lister"),
    "gate.note": (
        "A shadow count: how many stood before each gate on an average day of the year, and would have gone on if that "
        "gate alone had been open. It says where most stand, not what one more post would be worth. In brackets: 90 % "
        "interval over the runs.",
        "En skyggetelling: hvor mange som sto foran hver port en vanlig dag det året, og som ville gått videre om bare "
        "den porten var åpen. Den sier hvor flest står, ikke hva én stilling til ville vært verdt. I parentes: 90 % "
        "intervall over kjøringene.",
    ),
}
