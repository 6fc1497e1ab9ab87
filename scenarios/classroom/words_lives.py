"""Texts of the panel about one doctor's life in the classroom: key -> (en, nb)."""

LIVES: dict[str, tuple[str, str]] = {
    "lives": ("One doctor's life", "Ett legeliv"),
    "lives.later": (
        "A doctor's life without and with your changes is told when the first pair of runs is finished.",
        "Et legeliv uten og med endringene dine fortelles når det første paret av kjøringer er ferdig.",
    ),
    "lives.lost": (
        "The first pair of runs was not finished, so no doctor's life can be told.",
        "Det første paret av kjøringer ble ikke ferdig, så ingen leges liv kan fortelles.",
    ),
    "lives.equal": (
        "In the first pair every doctor's life is the same on both sides.",
        "I det første paret er alle legers liv like på begge sider.",
    ),
    "lives.elsewhere": (
        "In the first pair {changed} of {known} doctors live differently, but for none of them does the way to or "
        "from a GP list differ much.",
        "I det første paret lever {changed} av {known} leger annerledes, men for ingen av dem er veien til eller fra "
        "en fastlegeliste særlig annerledes.",
    ),
    "lives.count": (
        "In the first pair {changed} of the {known} doctors to whom anything happens live differently. Ever a GP with "
        "the changes alone: {gained}, without them alone: {lost}, {net} on balance.",
        "I det første paret lever {changed} av de {known} legene det skjer noe med, annerledes. Noen gang fastlege "
        "bare med endringene: {gained}, bare uten dem: {lost}, netto {net}.",
    ),
    "lives.exchange": (
        "So most of what differs is exchange: one doctor gets a post or a list that another would have had, and once "
        "two lives have parted, luck falls differently in each. A life shows how a change can reach a doctor, not "
        "what it does on average; the numbers above show that.",
        "Det meste som er annerledes, er altså bytter: én lege får en stilling eller liste som en annen ellers ville "
        "fått, og når to liv først er skilt, slår tilfeldighetene ulikt ut i dem. Et liv viser hvordan en endring kan "
        "nå en lege, ikke hva den gjør i snitt; det viser tallene over.",
    ),
    "lives.chosen": (
        "Whom to tell of is chosen by a rule, among those whose way to or from a GP list differs: lives that part "
        "first come first, and the kinds of difference take turns.",
        "Hvem det fortelles om, velges etter en regel blant dem som får en annen vei til eller fra en fastlegeliste: "
        "liv som skilles først, kommer først, og ulike slags forskjeller veksler.",
    ),
    "lives.next": ("Another doctor", "En annen lege"),
    "lives.who": ("Doctor {at} of {all}: {who}.", "Lege {at} av {all}: {who}."),
    "lives.without": ("Without the changes", "Uten endringene"),
    "lives.with": ("With the changes", "Med endringene"),
    "lives.again": (
        "Told again in a terminal, with the scenario saved from this page if it is one of your own:",
        "Fortalt på nytt i en terminal, med scenarioet lagret fra denne siden hvis det er ditt eget:",
    ),
    "lives.failed": ("The lives could not be told:", "Livene kunne ikke fortelles:"),
}
